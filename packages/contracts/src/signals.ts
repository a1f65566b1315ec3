import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Id } from './scalars.js';

/** What gateways tell each other: fleeting, never stored, and missed without harm. */
export const Signal = Type.Object({
  type: Type.Literal('typing'),
  chat_id: Id,
  user_id: Id,
  username: Type.String(),
});
export type Signal = Static<typeof Signal>;

const signal = Compile(Signal);

/** Reads a signal off the wire; `undefined` when it is malformed or unknown. */
export function decodeSignal(value: unknown): Signal | undefined {
  return signal.Check(value) ? value : undefined;
}
