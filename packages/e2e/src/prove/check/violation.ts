import type { ClientKind } from '../history/history.js';

/** What is promised never to happen, each with its sentence for the report. */
export const violationKinds = {
  acked_missing: 'acked, and missing in PostgreSQL',
  stored_twice: 'stored twice',
  log_not_dense: 'holes in the log of a chat',
  seen_twice: 'seen twice',
  out_of_order: 'seen out of order',
  skipped: 'skipped, and no reset',
  seen_not_stored: 'seen, and not stored',
  sender_order: 'stored in another order than sent',
  left_behind: 'not level in time after the last fault',
  turned_away: 'refused or put out without reason',
} as const;

export type ViolationKind = keyof typeof violationKinds;

/** One promise that was broken once. */
export interface Violation {
  kind: ViolationKind;
  /** Of the client that it happened to; undefined for what PostgreSQL holds. */
  client: ClientKind | undefined;
  /** What happened to whom, for who looks for the cause. */
  text: string;
}
