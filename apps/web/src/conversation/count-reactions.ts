import type { Reaction, ReactionType } from '@besage/client';
import { reactionTypes } from './reaction-emoji.js';

export interface ReactionCount {
  type: ReactionType;
  names: string[];
  isMine: boolean;
}

/** Who feels what about a message, by what they feel. */
export function countReactions(reactions: readonly Reaction[], me: string): ReactionCount[] {
  return reactionTypes.flatMap((type) => {
    const those = reactions.filter((each) => each.type === type);
    if (those.length === 0) return [];
    return { type, names: those.map(({ username }) => username), isMine: those.some(({ user }) => user === me) };
  });
}
