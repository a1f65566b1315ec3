import { loadActivity, loadChats, type Db, type MediaUrl } from '@besage/db';
import { TurnBatch, type Logger } from '@besage/service-kit';
import type { Presence } from '../presence/presence.js';
import type { ChatNews, LookUp } from './expo-protocols.js';

export interface LookUpOptions {
  db: Db;
  presence: Pick<Presence, 'online'>;
  mediaUrl: MediaUrl;
  log: Logger;
}

/** The eyes of nobody: what is told of a chat here is the same for all. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Looks chats up, those that are asked for together in one go and one go after the other. It never fails, it knows less. */
export function createLookUp(options: LookUpOptions): LookUp {
  let last: Promise<ChatNews[]> = Promise.resolve([]);
  const batch = new TurnBatch((chatIds: string[]) => {
    last = last.then(() => load(options, chatIds));
    return last;
  });
  return (chatId) => batch.add(chatId);
}

async function load({ db, presence, mediaUrl, log }: LookUpOptions, chatIds: string[]): Promise<ChatNews[]> {
  try {
    const ids = [...new Set(chatIds)];
    const chats = new Map((await loadChats(db, ids, NOBODY, mediaUrl)).map((chat) => [chat.id, chat]));
    const people = [...chats.values()].flatMap(({ participants }) => participants.map(({ user }) => user.id));
    const userIds = [...new Set(people)];
    const [activity, online] = await Promise.all([
      loadActivity(db, ids, userIds),
      presence.online(userIds).catch(() => new Set<string>()),
    ]);
    return chatIds.map((id) => ({ ...activity, online, lastMessage: chats.get(id)?.last_message ?? null }));
  } catch (error) {
    log.warn({ err: error }, 'the chats that are news could not be looked up');
    return chatIds.map(() => ({ activityAt: new Map(), lastSeenAt: new Map(), online: new Set(), lastMessage: null }));
  }
}
