import { memo } from 'react';
import type { ChatState } from '@besage/client';
import { Link } from 'wouter';
import { useIsOnline, useMe } from '../besage.js';
import { Avatar } from '../controls/avatar.js';
import { shortTime } from '../time/short-time.js';
import { chatTitle } from './chat-title.js';
import { otherPerson } from './other-person.js';
import { previewOf } from './preview-of.js';

interface Props {
  chat: ChatState;
  isOpen: boolean;
}

/** One chat in the list: who, what was said last, when, and how much of it is new. */
export const ChatRow = memo(function ChatRow({ chat, isOpen }: Props) {
  const me = useMe();
  const other = otherPerson(chat, me);
  const isOnline = useIsOnline(other?.id);
  const title = chatTitle(chat, me);
  const { last_message: last, unread_count: unread } = chat;
  const typing = Object.values(chat.typing);
  return (
    <li>
      <Link href={`/chats/${chat.id}`} className="chat-row" aria-current={isOpen ? 'page' : undefined}>
        <Avatar name={title} image={other?.profile_img} isOnline={isOnline} />
        <span className="chat-row-title" dir="auto">
          {title}
          {isOnline && <span className="visually-hidden"> (online)</span>}
        </span>
        {last && (
          <time className="chat-row-time" dateTime={last.sent_at}>
            {shortTime(last.sent_at, new Date())}
          </time>
        )}
        <span className="chat-row-preview" dir="auto" data-typing={typing.length > 0 || undefined}>
          {typing.length > 0 ? `${typing.join(', ')} typing …` : previewOf(chat, me)}
        </span>
        {unread > 0 && (
          <span className="chat-row-unread">
            {unread > 99 ? '99+' : unread}
            <span className="visually-hidden"> unread</span>
          </span>
        )}
      </Link>
    </li>
  );
});
