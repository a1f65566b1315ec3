import type { Message } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';

/**
 * The newest messages of all chats that the actor is in. They lie in the most recently active of these, one chat for each
 * message at the most, so neither long histories nor many chats are read.
 */
export async function listMyMessages(ctx: Context, actor: Actor, limit: number): Promise<Message[]> {
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT m.id
    FROM (
      SELECT c.id FROM participants p JOIN chats c ON c.id = p.chat_id
      WHERE p.user_id = ${actor.userId}::uuid ORDER BY c.activity_at DESC, c.id DESC LIMIT ${limit}
    ) chat
    CROSS JOIN LATERAL (
      SELECT m.id, m.sent_at FROM messages m WHERE m.chat_id = chat.id ORDER BY m.seq DESC LIMIT ${limit}
    ) m
    ORDER BY m.sent_at DESC, m.id DESC
    LIMIT ${limit}`;
  return ctx.findMessages(rows.map(({ id }) => id));
}
