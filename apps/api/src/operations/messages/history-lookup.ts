import type { Message } from '@besage/contracts';
import { loadHistories, type Db, type MediaUrl } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';

/** Parts that are loaded together: more would keep the others waiting while theirs are made. */
const AT_MOST = 16;

/** A part of a chat's history. */
interface Part {
  chatId: string;
  /** The place in the log of the newest message that may be in it. */
  upTo: number;
  /** Messages at the most. */
  limit: number;
}

export interface HistoryPage {
  /** Newest first. */
  messages: Message[];
  hasOlder: boolean;
}

/** Gives a part of a chat's history as clients see it. */
export type HistoryLookup = (part: Part) => Promise<HistoryPage>;

/**
 * Loads parts of histories. Those who ask at the same time share the queries, and those who ask for the same, as people do
 * when a chat wakes up, share the answer: messages look the same to everybody. Who may see them is the callers' to check.
 */
export function createHistoryLookup(db: Db, mediaUrl: MediaUrl): HistoryLookup {
  const load = async (asked: Part[]) => {
    const distinct = new Map(asked.map((part) => [keyOf(part), part]));
    const parts = [...distinct.values()].map(({ chatId, upTo, limit }) => ({ chatId, upTo, take: limit + 1 }));
    const found = await loadHistories(db, parts, mediaUrl);
    const pages = new Map([...distinct].map(([key, { limit }], index) => [key, cut(found[index] ?? [], limit)]));
    return asked.map((part) => pages.get(keyOf(part)) ?? cut([], 0));
  };
  const batch = new TurnBatch(load, { atMost: AT_MOST });
  return (part) => batch.add(part);
}

const keyOf = ({ chatId, upTo, limit }: Part) => `${chatId} ${String(upTo)} ${String(limit)}`;

/** One more was looked for than is given, to know whether there are older ones. */
export function cut(messages: Message[], limit: number): HistoryPage {
  return { messages: messages.slice(0, limit), hasOlder: messages.length > limit };
}
