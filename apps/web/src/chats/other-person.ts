import type { ChatState, UserSummary } from '@besage/client';

/** The other one of a direct chat. */
export function otherPerson({ kind, participants }: ChatState, me: string): UserSummary | undefined {
  return kind === 'direct' ? participants.find(({ user }) => user.id !== me)?.user : undefined;
}
