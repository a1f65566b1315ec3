import type { Message } from '@besage/contracts';
import { loadMessages, type Db, type MediaUrl } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';

/** Requests whose messages are loaded together: more would keep the others waiting while theirs are made. */
const AT_MOST = 16;

/** Gives messages as clients see them, in the order of their ids; unknown ones are left out. */
export type MessageLookup = (ids: string[]) => Promise<Message[]>;

/**
 * Loads messages. Those that requests want which come together are loaded together, each once. They look the same to
 * everybody; who may see them is the callers' to check.
 */
export function createMessageLookup(db: Db, mediaUrl: MediaUrl): MessageLookup {
  const load = async (wanted: string[][]) => {
    const messages = await loadMessages(db, [...new Set(wanted.flat())], mediaUrl);
    const byId = new Map(messages.map((message) => [message.id, message]));
    return wanted.map((ids) => ids.flatMap((id) => byId.get(id) ?? []));
  };
  const batch = new TurnBatch(load, { atMost: AT_MOST });
  return (ids) => batch.add(ids);
}
