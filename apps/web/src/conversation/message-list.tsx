import { Fragment, useState } from 'react';
import type { ChatMessage, ChatState } from '@besage/client';
import { useMe, useMessages } from '../besage.js';
import { dayOf } from '../time/day-of.js';
import type { Intent } from '../compose/intent.js';
import { JumpToEnd } from './jump-to-end.js';
import { Message } from './message.js';
import './message-list.css';
import { startsDay, startsGroup } from './message-groups.js';
import { TypingLine } from './typing-line.js';
import { useMarkRead } from './use-mark-read.js';
import { useOlder } from './use-older.js';
import { useOnSight } from './use-on-sight.js';

interface Props {
  chat: ChatState;
  onIntent: (intent: Intent) => void;
}

/**
 * What was said, newest at the bottom. The style sheet turns the box upside down (`column-reverse`), so that it begins at
 * the end, stays there while messages come in, and stands still while older ones are put in above.
 */
export function MessageList({ chat, onIntent }: Props) {
  const messages = useMessages(chat.id);
  const { history } = chat;
  const [isAtEnd, setAtEnd] = useState(true);
  const end = useOnSight<HTMLDivElement>(setAtEnd);
  const start = useOlder(chat);
  const readBefore = useReadBefore(chat);
  useMarkRead(chat, isAtEnd);
  const firstUnread = messages.find(
    ({ seq, sender }) => seq !== null && seq > readBefore.seq && sender.id !== readBefore.me,
  );
  return (
    <div className="message-list">
      <div
        className="message-scroller"
        role="log"
        aria-label="Messages"
        aria-busy={history.loading !== null}
        // A box that scrolls has to be reached by the keyboard.
        tabIndex={0}
      >
        <div>
          <div ref={start} className="message-start">
            {history.loading !== null && 'Loading …'}
            {history.loaded && !history.has_older && 'This is where the chat begins.'}
          </div>
          <ol>
            {messages.map((message, i) => (
              <Fragment key={keyOf(message)}>
                {startsDay(message, messages[i - 1]) && (
                  <li className="message-day">{dayOf(message.sent_at, new Date())}</li>
                )}
                {message === firstUnread && <li className="message-new">New</li>}
                <Message
                  chatId={chat.id}
                  message={message}
                  isFirst={startsGroup(message, messages[i - 1]) || message === firstUnread}
                  isGroup={chat.kind === 'group'}
                  onIntent={onIntent}
                />
              </Fragment>
            ))}
          </ol>
          <TypingLine chat={chat} />
          <div ref={end} className="message-end" />
        </div>
      </div>
      {!isAtEnd && <JumpToEnd unread={chat.unread_count} end={end} />}
    </div>
  );
}

/** The same from the moment of writing on. */
const keyOf = ({ sender, client_id }: ChatMessage) => `${sender.id} ${client_id}`;

/** How far I had read when I opened the chat. */
function useReadBefore(chat: ChatState): { seq: number; me: string } {
  const me = useMe();
  const [seq] = useState(chat.unread_count > 0 ? (chat.receipts[me]?.read_seq ?? Infinity) : Infinity);
  return { seq, me };
}
