import type { ChatState, UserSummary } from '@besage/client';
import { ArrowLeft } from 'lucide-react';
import { Link } from 'wouter';
import { useBesage, useIsOnline, useMe } from '../besage.js';
import { chatTitle } from '../chats/chat-title.js';
import { otherPerson } from '../chats/other-person.js';
import { Avatar } from '../controls/avatar.js';
import { MembersDialog } from '../members/members-dialog.js';

/** Whose chat this is, who of them is online, all of them, and the way back to the list on a phone. */
export function ConversationHeader({ chat }: { chat: ChatState }) {
  const me = useMe();
  const other = otherPerson(chat, me);
  const isOnline = useIsOnline(other?.id);
  const title = chatTitle(chat, me);
  return (
    <header className="conversation-header">
      <Link href="/" className="icon-button conversation-back" aria-label="All chats">
        <ArrowLeft size={20} />
      </Link>
      <Avatar name={title} image={other?.profile_img} isOnline={isOnline} />
      <div className="conversation-who">
        <h1 dir="auto">{title}</h1>
        <p>{other ? <PresenceOf person={other} /> : <PresenceIn chat={chat} />}</p>
      </div>
      <MembersDialog chat={chat} />
    </header>
  );
}

function PresenceOf({ person }: { person: UserSummary }) {
  return useIsOnline(person.id) ? 'Online' : 'Not online';
}

function PresenceIn({ chat }: { chat: ChatState }) {
  const count = useBesage(({ online }) => chat.participants.filter(({ user }) => online.has(user.id)).length);
  const isUp = useBesage(({ connection }) => connection === 'online');
  const people = chat.participant_count === 1 ? 'Just you' : `${chat.participant_count} people`;
  return people + (isUp && count > 0 ? `, ${count} online` : '');
}
