import type { ChatState, Participant } from '@besage/client';
import { useIsOnline, useMe } from '../besage.js';
import { Avatar } from '../controls/avatar.js';
import { MemberMenu } from './member-menu.js';
import type { Role } from './rights.js';

const roleNames: Record<Role, string> = { owner: 'Owner', admin: 'Admin', member: '' };

interface Props {
  chat: ChatState;
  member: Participant;
  /** My own role. */
  mine: Role;
}

/** One of the people in a chat: who, in which role, and what I may do about it. */
export function MemberRow({ chat, member, mine }: Props) {
  const { user, role } = member;
  const isMe = useMe() === user.id;
  const isOnline = useIsOnline(user.id) || isMe;
  return (
    <li className="member">
      <Avatar name={user.username} image={user.profile_img} isOnline={isOnline} size="small" />
      <span className="member-name">
        <bdi>{user.username}</bdi>
        {isMe && ' (you)'}
        {isOnline && !isMe && <span className="visually-hidden"> (online)</span>}
      </span>
      <span className="member-role">{chat.kind === 'group' && roleNames[role]}</span>
      {!isMe && <MemberMenu chat={chat} member={member} mine={mine} />}
    </li>
  );
}
