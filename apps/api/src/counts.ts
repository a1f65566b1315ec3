import { commandSchemas, type CommandType, type ErrorCode } from '@besage/contracts';
import type { AppendOutcome } from '@besage/db';
import { Buckets, HttpCounts, PoolCounts, Tally, expectedRefusals, sizeBounds } from '@besage/service-kit';

/** What of the api is counted where it happens, as plain numbers; `metrics.ts` shows them. */
export class Counts {
  readonly http = new HttpCounts();
  readonly sends = new SendCounts();
  /** Commands of the gateways, by type; and those that were refused, by code. */
  readonly commands = new Tally<CommandType>(commandTypes());
  readonly commandRefusals = new Tally<ErrorCode>(expectedRefusals);
  /** Whom a limit has refused, see `limits.ts`. */
  readonly limited = new Tally<string>(['requests', 'sends', 'logins', 'passwords-60']);
  /** How long commands had waited in their stream. */
  readonly commandLag = new Buckets();
  readonly pools = { requests: new PoolCounts(), append: new PoolCounts() };
}

function commandTypes(): CommandType[] {
  return Object.values(commandSchemas).map(({ properties }) => properties.type.const);
}

/** What became of the messages that people sent. */
export class SendCounts {
  readonly outcomes = new Tally<AppendOutcome['outcome'] | 'unavailable'>(['new', 'known']);
  /** Seconds from the moment that a message was handed over until its commit was known. */
  readonly untilCommit = new Buckets();
  readonly batchSizes = new Buckets(sizeBounds);
  /** Seconds that the statement of a batch took. */
  readonly batchDurations = new Buckets();
}
