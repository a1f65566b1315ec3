import type { Snapshot } from '@besage/db';
import type { Context } from '../context.js';
import type { Connection } from '../sockets/connection.js';
import { joinRoom, type Place } from './join-room.js';

/** Entries of one chat's log that are given to who missed them; who missed more reads the chat anew. */
const RESUME_MAX = 10_000;

export interface Following<Look extends Snapshot> {
  /** Looks up what the person is in. */
  look: (userId: string) => Promise<Look>;
  /** What the connection hears before anything else, when it is live. */
  first: (snapshot: Look) => Buffer;
  /** The last entry of each chat's log that the client has, by chat id. */
  since?: Record<string, number>;
  onLive?: () => void;
}

/**
 * Makes a connection listen to all chats of its person, also to those that come. The rooms listen before it is looked up
 * where their logs stand, so that nothing falls in between. What the client missed follows behind `first`.
 */
export async function followPerson<Look extends Snapshot>(
  ctx: Context,
  connection: Connection,
  { look, first, since = {}, onLive }: Following<Look>,
): Promise<void> {
  const { userId } = connection.person;
  connection.hold();
  const release = await openRooms(ctx, connection);
  let expectNoMore = () => {};
  try {
    const snapshot = await look(userId);
    const { level, behind, resets } = compare(snapshot, since);
    const invited = (): Place[] => newInvitations(ctx, connection, snapshot);
    for (const places of [level, invited()]) await joinRooms(ctx, connection, places);
    const late = [...behind, ...invited()];
    expectNoMore = expectIn(ctx, connection, late);
    connection.release(first(snapshot));
    onLive?.();
    for (const place of resets) tellReset(connection, place);
    for (const place of late) await joinRoom(ctx, connection, place);
  } finally {
    expectNoMore();
    release();
  }
}

/**
 * Says to the rooms that a connection will come in, until the returned function is called: once it is live, one that no
 * room knows of counts as one that was forgotten, and would be let in by another way as well.
 */
function expectIn({ hub }: Context, connection: Connection, places: Place[]): () => void {
  const opened = places.map(({ chatId }) => {
    const { room, release } = hub.open(chatId);
    return { expectNoMore: room.expect(connection), release };
  });
  return () => {
    for (const { expectNoMore, release } of opened) {
      expectNoMore();
      release();
    }
  };
}

function joinRooms(ctx: Context, connection: Connection, places: Place[]): Promise<unknown> {
  return Promise.all(places.map((place) => joinRoom(ctx, connection, place)));
}

/** Makes the rooms of all chats of a connection's person listen, and keep its receipts, until the returned function is called. */
async function openRooms(ctx: Context, connection: Connection): Promise<() => void> {
  const chatIds = await ctx.snapshots.chatIds(connection.person.userId);
  const opened = chatIds.map((chatId) => {
    const { room, release } = ctx.hub.open(chatId);
    return { release, keepNoMore: room.keepReceipts(connection) };
  });
  return () => {
    for (const { release, keepNoMore } of opened) {
      keepNoMore();
      release();
    }
  };
}

interface Comparison {
  /** Chats of which nothing was missed. */
  level: Place[];
  behind: Place[];
  /** Those of the first of which too much was missed. */
  resets: Place[];
}

function compare({ positions }: Snapshot, since: Record<string, number>): Comparison {
  const places = [...positions].map(([chatId, lastSeq]) => {
    return { chatId, lastSeq, position: since[chatId] ?? lastSeq, isIn: true };
  });
  // Ahead of its log is a client only where the log was taken back, as from a backup.
  const isLost = ({ position, lastSeq }: Place) => position > lastSeq || lastSeq - position > RESUME_MAX;
  const resets = places.filter(isLost).map((place) => ({ ...place, position: place.lastSeq }));
  const others = places.filter((place) => !isLost(place));
  return {
    level: [...resets, ...others.filter(({ position, lastSeq }) => position === lastSeq)],
    behind: others.filter(({ position, lastSeq }) => position < lastSeq),
    resets,
  };
}

function tellReset(connection: Connection, { chatId, lastSeq }: Place): void {
  const frame = connection.protocol.encodeReset?.(chatId, lastSeq);
  if (frame) connection.write(frame);
}

/**
 * Those chats that the person was put in since the look, before it was live. Each once: the log may bring again what the
 * stream has brought.
 */
function newInvitations({ hub }: Context, connection: Connection, { positions }: Snapshot): Place[] {
  const places = new Map<string, Place>();
  for (const { chat_id: chatId, seq } of connection.takeInvitations()) {
    const isIn = seq <= (positions.get(chatId) ?? 0) || hub.room(chatId)?.knows(connection);
    if (!isIn && !places.has(chatId)) places.set(chatId, { chatId, position: seq - 1, lastSeq: seq - 1, isIn: false });
  }
  return [...places.values()];
}
