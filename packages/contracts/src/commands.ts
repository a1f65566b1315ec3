import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { NullableReactionType } from './entities/message.js';
import { limits } from './limits.js';
import { ClientId, Id, Seq, Time } from './scalars.js';

/** What a receipt says: the messages have reached the person, or were read. */
export const receiptKinds = ['delivered', 'read'] as const;
export type ReceiptKind = (typeof receiptKinds)[number];

/** What a gateway asks of api on behalf of a socket. */
const command = <T extends string, Input extends TSchema>(type: T, input: Input) =>
  Type.Object({
    id: Id,
    type: Type.Literal(type),
    /** The gateway that waits for the reply. */
    gateway: Type.String(),
    user_id: Id,
    /** Of the socket that asks; there is none where the gateway itself does. */
    session_id: Type.Optional(Id),
    /** Milliseconds since 1970; later than this nobody waits any more and the command must not run. */
    deadline: Type.Number(),
    /** Where its trace goes on (W3C Trace Context), if somebody traces. */
    traceparent: Type.Optional(Type.String()),
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
      attachments: Type.Optional(Type.Array(Id, { maxItems: limits.attachments })),
      /** Whether the reply brings a new message, too, and not only one that was sent before. */
      answer_message: Type.Optional(Type.Boolean()),
    }),
  ),
  'message.edit': command('message.edit', Type.Object({ message_id: Id, content: Type.String() })),
  'message.delete': command('message.delete', Type.Object({ message_id: Id })),
  'reaction.set': command('reaction.set', Type.Object({ message_id: Id, reaction: NullableReactionType })),
  'receipt.advance': command(
    'receipt.advance',
    Type.Object({
      chat_id: Id,
      kind: Type.Unsafe<ReceiptKind>({ type: 'string', enum: [...receiptKinds] }),
      /** Up to where; everything, where it is left out. */
      seq: Type.Optional(Seq),
    }),
  ),
  /** The person's last socket, on any gateway, is gone. */
  'presence.seen': command('presence.seen', Type.Object({ at: Time })),
};

export type CommandType = keyof typeof commandSchemas;
export type CommandOf<T extends CommandType> = Static<(typeof commandSchemas)[T]>;
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType];

const anyCommand = Compile(Type.Union(Object.values(commandSchemas)));

/** Reads a command off the wire; `undefined` when it is malformed or of a type that this version does not know. */
export function decodeCommand(value: unknown): Command | undefined {
  return anyCommand.Check(value) ? value : undefined;
}
