import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Id, Time } from './scalars.js';

/** What gateways tell each other: fleeting, never stored, and missed without harm. */
export const signalSchemas = {
  typing: Type.Object({
    type: Type.Literal('typing'),
    chat_id: Id,
    user_id: Id,
    username: Type.String(),
  }),
  /** A person's first socket came, or the last one went. */
  presence: Type.Object({
    type: Type.Literal('presence'),
    user_id: Id,
    username: Type.String(),
    online: Type.Boolean(),
    at: Time,
    /** Whom it concerns: the people of these chats. */
    chat_ids: Type.Array(Id),
  }),
};

export type SignalType = keyof typeof signalSchemas;
export type SignalOf<T extends SignalType> = Static<(typeof signalSchemas)[T]>;
export type Signal = { [T in SignalType]: SignalOf<T> }[SignalType];

const signal = Compile(Type.Union(Object.values(signalSchemas)));

/** Reads a signal off the wire; `undefined` when it is malformed or unknown. */
export function decodeSignal(value: unknown): Signal | undefined {
  return signal.Check(value) ? value : undefined;
}
