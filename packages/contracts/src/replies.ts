import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Message } from './entities/message.js';
import { Id } from './scalars.js';

/** What api answers to a command: it is done, or why not. */
export const Reply = Type.Object({
  /** The command's id. */
  id: Id,
  /** The message of a send: where it was made before, its event may have passed long ago; else if it was asked for. */
  message: Type.Optional(Message),
  error: Type.Optional(
    Type.Object({
      code: Type.String(),
      detail: Type.String(),
      retry_after: Type.Optional(Type.Number()),
    }),
  ),
});
export type Reply = Static<typeof Reply>;

const reply = Compile(Reply);

/** Reads a reply off the wire; `undefined` when it is malformed. */
export function decodeReply(value: unknown): Reply | undefined {
  return reply.Check(value) ? value : undefined;
}
