import type { ChatState } from '@besage/client';

/** What a chat is called, by whoever looks: its name, or else the others in it. */
export function chatTitle({ name, participants }: ChatState, me: string): string {
  if (name !== null) return name;
  const others = participants.flatMap(({ user }) => (user.id === me ? [] : user.username));
  return others.join(', ') || 'Just you';
}
