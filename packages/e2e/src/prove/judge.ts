import { checkChat } from './check/check-chat.js';
import type { Violation } from './check/violation.js';
import type { ClientKind, Counts, EventLog, History } from './history/history.js';
import { readStored } from './history/stored.js';

/** What came of a run, and what was broken in it. */
export interface Judgement {
  counts: Counts;
  /** How many clients of each kind there were. */
  clients: Record<ClientKind, number>;
  /** Messages that PostgreSQL holds. */
  stored: number;
  /** How many sockets were closed with which code. */
  closes: Map<number, number>;
  violations: Violation[];
}

/**
 * Compares the history with what PostgreSQL holds, one chat after the other.
 *
 * @param events gets what is stored too, so that whoever checks the file needs no database
 */
export async function judge(
  history: History,
  chatIds: string[],
  databaseUrl: string,
  events?: EventLog,
): Promise<Judgement> {
  let violations = complaints(history);
  let stored = 0;
  for (const [chat, id] of chatIds.entries()) {
    const there = await readStored(databaseUrl, id);
    for (const entry of there.entries) events?.({ event: 'stored', chat, ...entry });
    stored += there.entries.filter(({ message }) => message !== undefined).length;
    violations = violations.concat(checkChat(history, chat, there));
  }
  const count = (kind: ClientKind): number => history.clients.filter((client) => client.kind === kind).length;
  const clients = { v1: count('v1'), v2: count('v2'), rest: count('rest') };
  return { counts: { ...history.counts }, clients, stored, closes: history.closes, violations };
}

function complaints({ clients }: History): Violation[] {
  return clients.flatMap(({ client, kind, complaints }) =>
    complaints.map((what) => ({
      kind: 'turned_away' as const,
      client: kind,
      text: `${kind} client ${client}: ${what}`,
    })),
  );
}
