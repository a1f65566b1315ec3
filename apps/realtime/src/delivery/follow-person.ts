import type { Context } from '../context.js';
import type { Connection } from '../sockets/connection.js';

/**
 * Makes a connection listen to all chats of its person. Chats that come from now on join by themselves; for those that
 * are there the rooms listen first and learn where the logs stand then, so that nothing falls in between.
 */
export async function followPerson(ctx: Context, connection: Connection): Promise<void> {
  const { userId } = connection.person;
  const chats = await ctx.db.participant.findMany({ where: { userId }, select: { chatId: true } });
  const opened = chats.map(({ chatId }) => ctx.hub.open(chatId));
  try {
    const standing = await ctx.db.$queryRaw<{ id: string; lastSeq: number }[]>`
      SELECT c.id, c.last_seq AS "lastSeq"
      FROM chats c JOIN participants p ON p.chat_id = c.id AND p.user_id = ${userId}::uuid
      WHERE c.id = ANY (${chats.map(({ chatId }) => chatId)}::uuid[])`;
    const lastSeqs = new Map(standing.map(({ id, lastSeq }) => [id, lastSeq]));
    for (const { room } of opened) {
      const lastSeq = lastSeqs.get(room.chatId);
      if (lastSeq === undefined || lastSeq < room.rosterSeq) continue;
      room.start(lastSeq);
      ctx.hub.join(room, connection);
    }
  } finally {
    for (const { release } of opened) release();
  }
}
