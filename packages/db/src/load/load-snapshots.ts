import { limits, type ConnectedChat, type ReceiptState, type UserSummary } from '@besage/contracts';
import type { Db, Queries } from '../create-db.js';
import { presentUserSummary, type MediaUrl } from '../present/user.js';
import { uuids } from '../sql.js';
import { groupBy } from './group-by.js';
import { loadChatViews } from './load-chats.js';

/** What somebody who connects gets: all of it as of one moment. */
export interface Snapshot {
  /** The person themself. */
  user: UserSummary;
  /** Where the log of each of their chats stands. */
  positions: Map<string, number>;
  /** Active chats, newest activity first. */
  chats: ConnectedChat[];
  /** Active chats, also those that `chats` leaves out. */
  chatCount: number;
}

/**
 * Loads what people who connect get, in a fixed number of queries however many come at once. It is read in one
 * transaction that sees one state, so that what a client counts from there on, by the entries of the logs behind
 * `positions`, is right.
 *
 * @param chatsMax chats that each person gets whole; of the others only the positions
 * @returns by user id; who does not exist is missing
 */
export function loadSnapshots(
  db: Db,
  userIds: string[],
  chatsMax: number,
  mediaUrl: MediaUrl,
): Promise<Map<string, Snapshot>> {
  const oneState = { isolationLevel: 'RepeatableRead' } as const;
  return db.$transaction((tx) => load(tx, userIds, chatsMax, mediaUrl), oneState);
}

async function load(
  tx: Queries,
  userIds: string[],
  chatsMax: number,
  mediaUrl: MediaUrl,
): Promise<Map<string, Snapshot>> {
  const standings = groupBy(await loadStandings(tx, userIds), ({ userId }) => userId);
  const users = await tx.user.findMany({
    where: { id: { in: userIds } },
    select: { id: true, username: true, profileImage: true },
  });
  const snapshots = new Map(
    users.map((user) => {
      const mine = standings.get(user.id) ?? [];
      return [user.id, { user: presentUserSummary(user, mediaUrl), ...withoutChats(mine) }];
    }),
  );
  const listed = [...standings.values()].flatMap((mine) => mine.filter(({ active }) => active).slice(0, chatsMax));
  const views = listed.map(({ userId: viewerId, chatId }) => ({ chatId, viewerId }));
  const chats = await loadChatViews(tx, views, mediaUrl);
  const receipts = await loadReceipts(tx, listed);
  listed.forEach(({ userId, chatId, lastSeq: last_seq, readSeq: read_seq, deliveredSeq: delivered_seq }, index) => {
    const chat = chats[index]?.chat;
    if (!chat) return;
    const all = receipts.get(chatId) ?? [];
    snapshots.get(userId)?.chats.push({ ...chat, last_seq, read_seq, delivered_seq, receipts: all.map(toState) });
  });
  return snapshots;
}

function withoutChats(standings: Standing[]): Omit<Snapshot, 'user'> {
  return {
    positions: new Map(standings.map(({ chatId, lastSeq }) => [chatId, lastSeq])),
    chats: [],
    chatCount: standings.filter(({ active }) => active).length,
  };
}

/** Where one person is in one chat. */
interface Standing {
  userId: string;
  chatId: string;
  active: boolean;
  participantCount: number;
  lastSeq: number;
  readSeq: number;
  deliveredSeq: number;
}

function loadStandings(tx: Queries, userIds: string[]): Promise<Standing[]> {
  return tx.$queryRaw<Standing[]>`
    SELECT p.user_id AS "userId", p.chat_id AS "chatId", c.active, c.participant_count AS "participantCount",
      c.last_seq AS "lastSeq", p.read_seq AS "readSeq", p.delivered_seq AS "deliveredSeq"
    FROM participants p JOIN chats c ON c.id = p.chat_id
    WHERE p.user_id = ANY (${uuids(userIds)})
    ORDER BY c.activity_at DESC, c.id DESC`;
}

/** How far everybody is, in those of the chats that name all their people. */
async function loadReceipts(tx: Queries, standings: Standing[]): Promise<Map<string, ReceiptRow[]>> {
  const whole = standings.filter(({ participantCount }) => participantCount <= limits.wholeRoster);
  const rows: ReceiptRow[] = await tx.participant.findMany({
    where: { chatId: { in: [...new Set(whole.map(({ chatId }) => chatId))] } },
    orderBy: { id: 'asc' },
    select: { chatId: true, userId: true, deliveredSeq: true, readSeq: true },
  });
  return groupBy(rows, ({ chatId }) => chatId);
}

type ReceiptRow = Pick<Standing, 'chatId' | 'userId' | 'deliveredSeq' | 'readSeq'>;

const toState = ({ userId: user_id, deliveredSeq: delivered_seq, readSeq: read_seq }: ReceiptRow): ReceiptState => ({
  user_id,
  delivered_seq,
  read_seq,
});
