import type { Chat } from '@besage/contracts';
import { Prisma, loadChats } from '@besage/db';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { containing } from '../search-pattern.js';

/** A place in the list of chats, newest activity first. */

export interface ChatCursor {
  activityAt: Date;
  id: string;
}

export interface ListChatsInput {
  /** Part of a chat's name or of the name of somebody in it. */
  search?: string | undefined;
  limit: number;
  /** The last chat of the page before. */
  after?: ChatCursor | undefined;
}

export interface ChatPage {
  chats: Chat[];
  /** The place behind this page; `undefined` on the last. */
  next: ChatCursor | undefined;
}

/** The actor's active chats, newest activity first. */
export async function listChats(ctx: Context, actor: Actor, input: ListChatsInput): Promise<ChatPage> {
  const rows = await ctx.db.$queryRaw<ChatCursor[]>`
    SELECT c.id, c.activity_at AS "activityAt"
    FROM participants me JOIN chats c ON c.id = me.chat_id
    WHERE me.user_id = ${actor.userId}::uuid AND c.active ${behind(input.after)} ${matching(input.search)}
    ORDER BY c.activity_at DESC, c.id DESC
    LIMIT ${input.limit + 1}`;
  const page = rows.slice(0, input.limit);
  const ids = page.map(({ id }) => id);
  return {
    chats: await loadChats(ctx.db, ids, actor.userId, ctx.mediaUrl),
    next: rows.length > input.limit ? page.at(-1) : undefined,
  };
}

function behind(cursor: ChatCursor | undefined): Prisma.Sql {
  if (!cursor) return Prisma.empty;
  return Prisma.sql`AND (c.activity_at, c.id) < (${cursor.activityAt}::timestamptz, ${cursor.id}::uuid)`;
}

function matching(search: string | undefined): Prisma.Sql {
  if (!search) return Prisma.empty;
  const pattern = containing(search);
  return Prisma.sql`AND (c.name ILIKE ${pattern} OR EXISTS (
    SELECT FROM participants p JOIN users u ON u.id = p.user_id
    WHERE p.chat_id = c.id AND p.user_id <> me.user_id AND u.username ILIKE ${pattern}))`;
}
