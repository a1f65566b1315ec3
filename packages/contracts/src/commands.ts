import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ClientId, Id } from './scalars.js';

/** What a gateway asks of api on behalf of a socket. */
const command = <T extends string, Input extends TSchema>(type: T, input: Input) =>
  Type.Object({
    id: Id,
    type: Type.Literal(type),
    /** The gateway that waits for the reply. */
    gateway: Type.String(),
    user_id: Id,
    session_id: Id,
    /** Milliseconds since 1970; later than this nobody waits any more and the command must not run. */
    deadline: Type.Number(),
    input,
  });

export const commandSchemas = {
  'message.send': command(
    'message.send',
    Type.Object({
      chat_id: Id,
      /** Made by the gateway where the client gave none, so that every command can be repeated safely. */
      client_id: ClientId,
      content: Type.String(),
      reply_to: Type.Optional(Id),
    }),
  ),
};

export type CommandType = keyof typeof commandSchemas;
export type CommandOf<T extends CommandType> = Static<(typeof commandSchemas)[T]>;
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType];

const anyCommand = Compile(Type.Union(Object.values(commandSchemas)));

/** Reads a command off the wire; `undefined` when it is malformed or of a type that this version does not know. */
export function decodeCommand(value: unknown): Command | undefined {
  return anyCommand.Check(value) ? value : undefined;
}
