import type { ChatState, Participant } from '@besage/client';

export type Role = Participant['role'];

const ranks: Record<Role, number> = { owner: 3, admin: 2, member: 1 };

/** What of a chat decides who may do what. The server decides in the end; the page offers what will be granted. */
type Ruled = Pick<ChatState, 'kind' | 'active'>;

/** Whether I may let others in: two people both may, of a group those who look after it. */
export function mayAdd({ kind, active }: Ruled, mine: Role): boolean {
  return active && (kind === 'direct' || mine !== 'member');
}

/** Whether I may put somebody out: who looks after a group those below. */
export function mayRemove({ kind }: Ruled, mine: Role, other: Role): boolean {
  return kind === 'group' && mine !== 'member' && ranks[mine] > ranks[other];
}

/** Whether I may say who looks after the chat. */
export function mayChangeRoles({ kind }: Ruled, mine: Role): boolean {
  return kind === 'group' && mine === 'owner';
}
