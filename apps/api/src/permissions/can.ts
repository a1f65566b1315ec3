import { ServiceError, type ChatKind, type Role } from '@besage/contracts';

/** What somebody may want to do in a chat, beyond reading it and sending to it, which everybody in it may. */
export type Action =
  | 'chat.update'
  | 'chat.archive'
  | 'participants.add'
  | 'participants.remove'
  | 'participants.leave'
  | 'participants.change_role'
  | 'message.delete_of_others';

/** Who may do what. What is not listed is not allowed. */
const rules: Record<ChatKind, Record<Action, readonly Role[]>> = {
  group: {
    'chat.update': ['owner', 'admin'],
    'chat.archive': ['owner'],
    'participants.add': ['owner', 'admin'],
    'participants.remove': ['owner', 'admin'],
    'participants.leave': ['owner', 'admin', 'member'],
    'participants.change_role': ['owner'],
    'message.delete_of_others': ['owner', 'admin'],
  },
  // Two people are equals. A third makes a group of it.
  direct: {
    'chat.update': ['owner', 'admin', 'member'],
    'chat.archive': ['owner', 'admin', 'member'],
    'participants.add': ['owner', 'admin', 'member'],
    'participants.remove': [],
    'participants.leave': ['owner', 'admin', 'member'],
    'participants.change_role': [],
    'message.delete_of_others': [],
  },
};

const ranks: Record<Role, number> = { owner: 3, admin: 2, member: 1 };

/** Whether somebody of this role may do this in a chat of this kind. */
function can(role: Role, kind: ChatKind, action: Action): boolean {
  return rules[kind][action].includes(role);
}

/** Whether the one stands above the other: admins do not remove each other, nor the owner. */
export function outranks(role: Role, other: Role): boolean {
  return ranks[role] > ranks[other];
}

/**
 * Lets pass who is in the chat and may do this.
 *
 * @throws ServiceError `not_a_participant`, `not_allowed`
 */
export function authorize<M extends { role: Role }>(
  member: M | undefined,
  kind: ChatKind,
  action: Action,
): asserts member is M {
  if (!member) throw new ServiceError('not_a_participant');
  if (!can(member.role, kind, action)) throw new ServiceError('not_allowed');
}
