import type { Chat } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import type { ChatCursor } from './chat-list-lookup.js';

export interface ListChatsInput {
  /** Part of a chat's name, or of the name of one of the people whom it is shown with. */
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
  const { search, limit, after } = input;
  const found = await ctx.findChatList({ userId: actor.userId, after, take: limit + 1 }, search);
  const page = found.slice(0, limit);
  return {
    chats: await ctx.findChats({ ids: page.map(({ id }) => id), viewerId: actor.userId }),
    next: found.length > limit ? page.at(-1) : undefined,
  };
}
