import type { Chat } from '@besage/contracts';
import { loadChatViews, type Db, type MediaUrl } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';

/** Requests whose chats are loaded together: more would keep the others waiting while theirs are made. */
const AT_MOST = 16;

interface Wanted {
  ids: string[];
  viewerId: string;
}

/** Gives chats as one person sees them, in the order of their ids; unknown ones are left out. */
export type ChatLookup = (wanted: Wanted) => Promise<Chat[]>;

/** Loads chats. Those who ask at the same time share the queries; who may see what is the callers' to check. */
export function createChatLookup(db: Db, mediaUrl: MediaUrl): ChatLookup {
  const load = async (requests: Wanted[]) => {
    const views = requests.flatMap(({ ids, viewerId }) => ids.map((chatId) => ({ chatId, viewerId })));
    const distinct = new Map(views.map((view) => [`${view.viewerId} ${view.chatId}`, view]));
    const loaded = await loadChatViews(db, [...distinct.values()], mediaUrl);
    const byView = new Map(loaded.map(({ viewerId, chat }) => [`${viewerId} ${chat.id}`, chat]));
    return requests.map(({ ids, viewerId }) => ids.flatMap((id) => byView.get(`${viewerId} ${id}`) ?? []));
  };
  const batch = new TurnBatch(load, { atMost: AT_MOST });
  return (wanted) => batch.add(wanted);
}
