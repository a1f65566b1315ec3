import type { ClientHistory, History } from '../history/history.js';
import type { StoredChat, StoredEntry } from '../history/stored.js';
import { checkMeeting } from './check-client.js';
import type { Violation } from './violation.js';

/**
 * Compares what was promised of one chat with what came of it: what PostgreSQL holds, what was acked, what each client
 * saw. Pure, so that each kind of violation can be shown to be found.
 *
 * @param chat its number in the history
 */
export function checkChat(history: History, chat: number, stored: StoredChat): Violation[] {
  const members = history.clients.filter(({ tracks }) => tracks.has(chat));
  return [
    ...checkLog(stored, chat),
    ...checkStoredOnce(stored, chat),
    ...members.flatMap((client) => checkAcks(history, client, chat, stored)),
    ...members.flatMap((client) => checkSenderOrder(client, chat, stored)),
    ...members.flatMap((client) => {
      const track = client.tracks.get(chat);
      return track ? checkMeeting({ client, chat, track, stored, entries: history.entries }) : [];
    }),
  ];
}

function checkLog({ lastSeq, entries, messagesWithoutEntry }: StoredChat, chat: number): Violation[] {
  const blame = (what: string): Violation => ({
    kind: 'log_not_dense',
    client: undefined,
    text: `chat ${chat}: ${what}`,
  });
  const hole = entries.findIndex(({ seq }, i) => seq !== i + 1);
  return [
    ...(hole < 0 ? [] : [blame(`entry ${entries[hole]?.seq} stands where ${hole + 1} is due`)]),
    ...(entries.length === lastSeq ? [] : [blame(`${entries.length} entries, and last_seq is ${lastSeq}`)]),
    ...(messagesWithoutEntry === 0 ? [] : [blame(`${messagesWithoutEntry} messages have no entry`)]),
  ];
}

/** No content is ever sent in two messages, so a content stored twice is one message stored twice. */
function checkStoredOnce({ entries }: StoredChat, chat: number): Violation[] {
  const seqs = new Map<string, number>();
  return entries.flatMap(({ seq, message }) => {
    if (!message) return [];
    const first = seqs.get(message.content);
    seqs.set(message.content, first ?? seq);
    if (first === undefined) return [];
    const text = `chat ${chat}: "${message.content}" as entries ${first} and ${seq}`;
    return [{ kind: 'stored_twice', client: undefined, text }];
  });
}

function checkAcks(history: History, client: ClientHistory, chat: number, stored: StoredChat): Violation[] {
  return client.sends.flatMap(({ content, chat: sentTo, acked }) => {
    if (sentTo !== chat || acked === undefined) return [];
    const entry = history.entries.get(acked);
    const message = stored.entries[entry.seq - 1]?.message;
    const isThere = message?.id === entry.id && message.senderId === client.userId && message.content === content;
    if (isThere && entry.content === content) return [];
    const text = `${client.kind} client ${client.client}, chat ${chat}: "${content}" acked as ${entry.id}, entry ${entry.seq}`;
    return [{ kind: 'acked_missing', client: client.kind, text }];
  });
}

/** What was refused over a socket may stand anywhere: those behind it went on meanwhile. REST sends one after the other. */
function checkSenderOrder(client: ClientHistory, chat: number, stored: StoredChat): Violation[] {
  let newest: number | undefined;
  return stored.entries.flatMap((entry) => {
    const n = sendOf(client, entry);
    if (n === undefined || (client.kind !== 'rest' && client.sends[n]?.refused)) return [];
    const before = newest;
    newest = Math.max(newest ?? n, n);
    if (before === undefined || n > before) return [];
    const text = `${client.kind} client ${client.client}, chat ${chat}: send ${n} stored after ${before}`;
    return [{ kind: 'sender_order', client: client.kind, text }];
  });
}

function sendOf({ userId }: ClientHistory, { message }: StoredEntry): number | undefined {
  return message?.senderId === userId ? Number(message.content.split(':')[1]) : undefined;
}
