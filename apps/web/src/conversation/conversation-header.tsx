import type { ChatState } from '@besage/client';
import { ArrowLeft } from 'lucide-react';
import { Link } from 'wouter';
import { useBesage, useMe } from '../besage.js';
import { chatTitle } from '../chats/chat-title.js';
import { otherPerson } from '../chats/other-person.js';
import { Avatar } from '../controls/avatar.js';

/** Whose chat this is, who of them is online, and the way back to the list on a phone. */
export function ConversationHeader({ chat }: { chat: ChatState }) {
  const me = useMe();
  const other = otherPerson(chat, me);
  const online = useBesage((state) => chat.participants.filter(({ user }) => state.online.has(user.id)).length);
  const isOnline = useBesage((state) => other !== undefined && state.online.has(other.id));
  const title = chatTitle(chat, me);
  return (
    <header className="conversation-header">
      <Link href="/" className="icon-button conversation-back" aria-label="All chats">
        <ArrowLeft size={20} />
      </Link>
      <Avatar name={title} image={other?.profile_img} isOnline={isOnline} />
      <div className="conversation-who">
        <h1>{title}</h1>
        <p>
          {other
            ? isOnline
              ? 'Online'
              : 'Offline'
            : `${chat.participant_count} people${online > 0 ? `, ${online} online` : ''}`}
        </p>
      </div>
    </header>
  );
}
