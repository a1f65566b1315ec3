/** How much each stream keeps and how much one entry holds. Nothing here grows without bound. */
export interface StreamLimits {
  /** Entries kept in one partition of `events`: minutes of ordinary traffic. Who is further behind reads the log. */
  readonly eventEntries: number;
  /** Entries kept in one gateway's `replies`. */
  readonly replyEntries: number;
  /** Seconds after the last reply until the `replies` of a gateway that is no more are forgotten. */
  readonly replySeconds: number;
  /** Entries kept in `signals`: seconds. */
  readonly signalEntries: number;
  /** Commands kept: a last resort, for when no api has run for long. */
  readonly commandEntries: number;
  /** Commands kept that could not be executed, for a person to look at. */
  readonly deadCommandEntries: number;
  /** Records in one entry, where entries hold many. */
  readonly recordsPerEntry: number;
  /** Characters of JSON in one entry, beyond its first record. */
  readonly charactersPerEntry: number;
  /** Appends that may wait for Redis's answer; more are rejected at once. */
  readonly unanswered: number;
}

export const defaultStreamLimits: StreamLimits = {
  eventEntries: 10_000,
  replyEntries: 1_000,
  replySeconds: 60,
  signalEntries: 1_000,
  commandEntries: 100_000,
  deadCommandEntries: 10_000,
  recordsPerEntry: 256,
  charactersPerEntry: 256 * 1024,
  unanswered: 50_000,
};
