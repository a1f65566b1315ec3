import { toExpoChat, type Chat, type ExpoChat } from '@besage/contracts';
import { loadActivity } from '@besage/db';
import type { Context } from '../context.js';
import type { Actor } from '../operations/actor.js';

/** Chats, as the actor sees them, in the app's words, with who is online: a fixed number of queries more. */
export async function presentChats(ctx: Context, actor: Actor, chats: Chat[]): Promise<ExpoChat[]> {
  const userIds = [...new Set(chats.flatMap(({ participants }) => participants.map(({ user }) => user.id)))];
  const [activity, online] = await Promise.all([
    loadActivity(
      ctx.db,
      chats.map(({ id }) => id),
      userIds,
    ),
    // While Redis is away nobody is known to be online.
    ctx.presence.online(userIds).catch(() => new Set<string>()),
  ]);
  return chats.map((chat) => toExpoChat(chat, actor.userId, { ...activity, online }));
}
