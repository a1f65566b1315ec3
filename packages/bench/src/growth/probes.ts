import {
  advanceReceipts,
  appendMessages,
  changedChats,
  loadSnapshots,
  readLog,
  type Db,
  type NewMessage,
} from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Cast } from './cast.js';
import { crowdChat, longChat, senderOf, smallChat, type Size } from './fill.js';

/** Something that clients ask, again and again, each time a bit otherwise. */
export interface Probe {
  name: string;
  ask: (time: number) => Promise<unknown>;
}

export interface Surroundings {
  /** As the api opens it for reading. */
  db: Db;
  /** As the api opens it for appending. */
  appender: Db;
  apiUrl: string;
  cast: Cast;
}

/** Over REST where the statements are the api's own, else by the functions of @besage/db that the services call. */
export function probesOf({ db, appender, apiUrl, cast }: Surroundings, size: Size): Probe[] {
  const mediaUrl = (key: string) => key;
  const last = size.messages / 2;
  const somewhere = (time: number) => 1 + ((time * 7_919) % last);
  const get = (actor: Actor, path: string) => call(apiUrl, actor, 'GET', path);
  const history = `/chats/${longChat}/messages/`;
  const small = (time: number) => 1 + ((time * 7_919) % (size.chats - 1));
  const batch = (length: number, time: number) =>
    appendMessages(
      appender,
      Array.from({ length }, (_, i) => messageTo(small(time * 8 + (i % 8)))),
      10,
    );
  return [
    { name: 'append 1 message', ask: (time) => batch(1, time) },
    { name: 'append 32 messages to 8 chats', ask: (time) => batch(32, time) },
    { name: 'send over REST', ask: () => call(apiUrl, cast.few, 'POST', history, { content: 'hi' }) },
    { name: 'advance a receipt', ask: (time) => advance(db, cast.few, time) },
    { name: 'newest 50 messages', ask: () => get(cast.few, `${history}?limit=50`) },
    { name: '50 before a place', ask: (time) => get(cast.few, `${history}?before=${somewhere(time)}&limit=50`) },
    { name: '50 after a place', ask: (time) => get(cast.few, `${history}?after=${somewhere(time)}&limit=50`) },
    {
      name: 'last page, by its number',
      ask: () => get(cast.few, `${history}?page_size=100&page=${Math.ceil(last / 100)}`),
    },
    { name: 'list of 10 chats', ask: () => get(cast.few, '/chats/?limit=10') },
    { name: '10 of 2,000 chats', ask: () => get(cast.many, '/chats/?limit=10') },
    { name: 'chat, all read', ask: () => get(cast.read, `/chats/${longChat}/`) },
    { name: 'chat, 1,000 unread', ask: () => get(cast.unread1k, `/chats/${longChat}/`) },
    { name: 'chat, 100,000 unread', ask: () => get(cast.unread100k, `/chats/${longChat}/`) },
    { name: 'chat of 10 people', ask: () => get(cast.of10, `/chats/${crowdChat(0)}/`) },
    { name: 'chat of 100 people', ask: () => get(cast.of100, `/chats/${crowdChat(1)}/`) },
    { name: 'chat of 2,000 people', ask: () => get(cast.of2000, `/chats/${crowdChat(2)}/`) },
    { name: '300 entries of the log', ask: (time) => readLog(db, longChat, somewhere(time), 300, mediaUrl) },
    { name: 'connect, 10 chats', ask: () => loadSnapshots(db, [cast.few.id], 100, mediaUrl) },
    { name: 'connect, 2,000 chats', ask: () => loadSnapshots(db, [cast.many.id], 100, mediaUrl) },
    { name: 'which chats changed', ask: () => changedChats(db, new Date()) },
  ];
}

function messageTo(chat: number): NewMessage {
  const id = uuidv7();
  const content = 'hello there, how are you doing today?';
  const rest = { clientId: id, content, replyToId: null, mentionKeys: [], attachmentIds: [] };
  return { ...rest, id, chatId: smallChat(chat), senderId: senderOf(chat) };
}

async function advance(db: Db, { id: userId }: Actor, time: number): Promise<void> {
  const { lastSeq } = await db.chat.findUniqueOrThrow({ where: { id: longChat }, select: { lastSeq: true } });
  const seq = lastSeq - 200 + time;
  await advanceReceipts(db, [{ chatId: longChat, userId, deliveredSeq: seq, readSeq: seq }]);
}

async function call(api: string, { token }: Actor, method: string, path: string, body?: object): Promise<void> {
  const response = await fetch(`${api}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 200)}`);
}
