import type { ChatOverview } from '@besage/contracts';
import { Prisma, loadRosters } from '@besage/db';
import type { Context } from '../../context.js';
import { presentChatOverview, type ChatOverviewRow } from '../../present/chat-overview.js';
import { containing } from '../search-pattern.js';

export interface ListAllChatsInput {
  /** Part of a chat's name. */
  search?: string | undefined;
  /** Somebody who is in. */
  userId?: string | undefined;
  limit: number;
  /** The last chat of the page before. */
  before?: string | undefined;
}

/** Everybody's chats, archived ones too, the youngest first. */
export async function listAllChats(
  ctx: Context,
  { search, userId, limit, before }: ListAllChatsInput,
): Promise<{ chats: ChatOverview[]; next: string | undefined }> {
  const rows = await ctx.db.$queryRaw<ChatOverviewRow[]>`
    ${search ? matching(search) : Prisma.empty}
    SELECT c.id, c.name, c.kind, c.active, c.created_at AS "createdAt", c.activity_at AS "activityAt",
      c.participant_count AS "participantCount"
    FROM ${search ? Prisma.sql`found c` : Prisma.sql`chats c`}
    ${userId === undefined ? Prisma.empty : Prisma.sql`JOIN participants p ON p.chat_id = c.id AND p.user_id = ${userId}::uuid`}
    ${before === undefined ? Prisma.empty : Prisma.sql`WHERE c.id < ${before}::uuid`}
    ORDER BY c.id DESC
    LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const ids = page.map(({ id }) => id);
  const rosters = await loadRosters(ctx.db, ids, ctx.mediaUrl);
  return {
    chats: page.map((chat) => presentChatOverview(chat, rosters.get(chat.id) ?? [])),
    next: rows.length > limit ? ids.at(-1) : undefined,
  };
}

/** Found by the trigram index first: left to itself the planner would walk all chats in order. */
function matching(search: string): Prisma.Sql {
  return Prisma.sql`WITH found AS MATERIALIZED (SELECT * FROM chats WHERE name ILIKE ${containing(search)})`;
}
