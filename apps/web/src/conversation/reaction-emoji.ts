import type { ReactionType } from '@besage/client';

/** How what people feel about a message looks, in the order in which it is offered. */
export const reactionEmoji: Record<ReactionType, string> = {
  like: '👍',
  love: '❤️',
  haha: '😂',
  wow: '😮',
  sad: '😢',
  angry: '😠',
};

export const reactionTypes = Object.keys(reactionEmoji) as ReactionType[];
