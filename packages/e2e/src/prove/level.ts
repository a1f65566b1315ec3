import { setTimeout as pause } from 'node:timers/promises';
import type { Violation } from './check/violation.js';
import type { Client } from './clients/client.js';
import type { Head } from './history/stored.js';

/** Milliseconds after the last fault in which every client is to be level with PostgreSQL. */
export const LEVEL_WITHIN = 10_000;
/** Milliseconds after which nobody waits for it any longer. */
const PATIENCE = 40_000;
const LOOK_EVERY = 200;

/**
 * Waits until every client has an ack for all that it sent, and has its chats up to their last entry.
 *
 * @param readHeads asks PostgreSQL, by the numbers of the chats
 * @param since when the last fault was over, in ms since the epoch
 * @returns of each client the milliseconds from then on until it was level; `Infinity` for who did not come to it
 */
export async function levelTimes(
  clients: Client[],
  readHeads: () => Promise<Head[]>,
  since: number,
): Promise<number[]> {
  for (;;) {
    const heads = await readHeads();
    const times = clients.map((client) =>
      isLevel(client, heads) ? Math.max(0, client.standing.movedAt - since) : Infinity,
    );
    if (times.every((time) => time < Infinity) || Date.now() - since > PATIENCE) return times;
    await pause(LOOK_EVERY);
  }
}

function isLevel({ standing, chats, record }: Client, heads: Head[]): boolean {
  if (standing.unacked > 0) return false;
  return chats.every(({ chat }) => {
    const head = heads[chat] ?? { lastSeq: 0, lastMessage: 0 };
    // Only v2 shows entries that are no messages.
    const end = record.client.kind === 'v2' ? head.lastSeq : head.lastMessage;
    return (standing.positionIn(chat) ?? 0) >= end;
  });
}

/** Who was level too late, or never. */
export function lateness(clients: Client[], times: number[]): Violation[] {
  return clients.flatMap(({ record, standing, chats }, i) => {
    const time = times[i] ?? Infinity;
    if (time <= LEVEL_WITHIN) return [];
    const { client, kind } = record.client;
    const places = chats.map(({ chat }) => `chat ${chat} up to ${standing.positionIn(chat)}`).join(', ');
    const text = `${kind} client ${client}: ${time === Infinity ? 'never' : `after ${time} ms`}; ${standing.unacked} unacked, ${places}`;
    return [{ kind: 'left_behind' as const, client: kind, text }];
  });
}
