import type { Message } from '@besage/contracts';
import { loadHistories, type Db, type HistoryPart, type MediaUrl } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';

/** Parts that are loaded together: more would keep the others waiting while theirs are made. */
const AT_MOST = 16;

/** Gives a part of a chat's history as clients see it, newest message first. */
export type HistoryLookup = (part: HistoryPart) => Promise<Message[]>;

/**
 * Loads parts of histories. Those who ask at the same time share the queries, and those who ask for the same its messages:
 * they look the same to everybody. Who may see them is the callers' to check.
 */
export function createHistoryLookup(db: Db, mediaUrl: MediaUrl): HistoryLookup {
  const load = async (asked: HistoryPart[]) => {
    const distinct = new Map(asked.map((part) => [keyOf(part), part]));
    const found = await loadHistories(db, [...distinct.values()], mediaUrl);
    const byKey = new Map([...distinct.keys()].map((key, index) => [key, found[index] ?? []]));
    return asked.map((part) => byKey.get(keyOf(part)) ?? []);
  };
  const batch = new TurnBatch(load, { atMost: AT_MOST });
  return (part) => batch.add(part);
}

const keyOf = ({ chatId, upTo, take }: HistoryPart) => `${chatId} ${String(upTo)} ${String(take)}`;
