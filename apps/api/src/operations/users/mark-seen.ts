import type { Context } from '../../context.js';

/** Notes when somebody was last online; it only goes forward. */
export async function markSeen(ctx: Context, userId: string, at: Date): Promise<void> {
  await ctx.db.user.updateMany({
    where: { id: userId, OR: [{ lastSeenAt: null }, { lastSeenAt: { lt: at } }] },
    data: { lastSeenAt: at },
  });
}
