import { Type, type Static } from 'typebox';
import { Plan } from './plans.js';

/** What a load process is told. It answers each with a report or a failure. */
export const Request = Type.Union([
  Type.Object({ type: Type.Literal('prepare'), plan: Plan }),
  Type.Object({ type: Type.Literal('start') }),
  Type.Object({ type: Type.Literal('halt') }),
  Type.Object({ type: Type.Literal('report') }),
]);
export type Request = Static<typeof Request>;

export const Report = Type.Object({
  /** Sends that came back to who sent them. */
  sends: Type.Integer(),
  /** Deliveries that the sends so far, those on their way too, must lead to in all processes together. */
  expected: Type.Integer(),
  /** Of different messages, to each socket. */
  deliveries: Type.Integer(),
  /** Deliveries of a message that the socket had before. */
  repeated: Type.Integer(),
  /** That came, whatever was in them; 0 where nobody counts. */
  frames: Type.Integer(),
  /** From send to delivery: how many in each bucket, see `Latencies`. */
  latencies: Type.Array(Type.Integer()),
});
export type Report = Static<typeof Report>;

export const Answer = Type.Union([Report, Type.Object({ failure: Type.String() })]);
