import { uuids, type ChangedChat, type Db } from '@besage/db';
import type { Connection } from '../sockets/connection.js';
import type { Hub } from '../sockets/hub.js';
import { joinRoom, type JoinContext } from './join-room.js';

/** A connection that should follow a chat, and does not. */
interface Missing {
  chatId: string;
  connection: Connection;
}

/** Those who were put in a chat lately, follow all their chats, and not that one. */
export function missingIn(hub: Hub, chats: ChangedChat[]): Missing[] {
  return chats.flatMap(({ id: chatId, arrivals }) =>
    arrivals
      .flatMap(({ userIds }) => userIds)
      .flatMap((userId) => [...hub.connectionsOf(userId)])
      .filter((connection) => connection.protocol.followsPerson && !connection.isHeld)
      .filter((connection) => !hub.room(chatId)?.knows(connection))
      .map((connection) => ({ chatId, connection })),
  );
}

/** Lets those in who are in the chat still, from the entry on by which they came. */
export async function letIn(db: Db, ctx: JoinContext, missing: Missing[]): Promise<void> {
  const joinedSeqs = await loadJoinedSeqs(db, missing);
  for (const { chatId, connection } of missing) {
    const joinedSeq = joinedSeqs.get(`${chatId} ${connection.person.userId}`);
    if (joinedSeq === undefined || ctx.hub.room(chatId)?.knows(connection)) continue;
    const before = joinedSeq - 1;
    await joinRoom(ctx, connection, { chatId, position: before, lastSeq: before, isIn: false });
  }
}

async function loadJoinedSeqs(db: Db, missing: Missing[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ chatId: string; userId: string; joinedSeq: number }[]>`
    SELECT p.chat_id AS "chatId", p.user_id AS "userId", p.joined_seq AS "joinedSeq"
    FROM unnest(
      ${uuids(missing.map(({ chatId }) => chatId))}, ${uuids(missing.map(({ connection }) => connection.person.userId))}
    ) AS missing (chat_id, user_id)
    JOIN participants p ON p.chat_id = missing.chat_id AND p.user_id = missing.user_id`;
  return new Map(rows.map(({ chatId, userId, joinedSeq }) => [`${chatId} ${userId}`, joinedSeq]));
}
