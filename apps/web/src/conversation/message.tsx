import { memo } from 'react';
import type { ChatMessage, StoredMessage } from '@besage/client';
import { useMe } from '../besage.js';
import { Avatar } from '../controls/avatar.js';
import { timeOfDay } from '../time/time-of-day.js';
import { DeliveryMark } from './delivery-mark.js';
import { FailedSend } from './failed-send.js';
import { Images } from './images.js';
import type { Intent } from '../compose/intent.js';
import './message.css';
import { MessageMenu } from './message-menu.js';
import { MessageText } from './message-text.js';
import { Quote } from './quote.js';
import { Reactions } from './reactions.js';

interface Props {
  chatId: string;
  message: ChatMessage;
  /** Whether it begins what one person says in one go. */
  isFirst: boolean;
  isGroup: boolean;
  onIntent: (intent: Intent) => void;
}

/** One message: who said what and when, and what became of it. */
export const Message = memo(function Message({ chatId, message, isFirst, isGroup, onIntent }: Props) {
  const isMine = message.sender.id === useMe();
  const { username, profile_img } = message.sender;
  const stored = isStored(message) && !message.deleted ? message : undefined;
  return (
    <li
      className="message"
      id={isStored(message) ? `message-${message.id}` : undefined}
      data-mine={isMine || undefined}
      data-first={isFirst || undefined}
    >
      {isGroup && !isMine && (
        <span className="message-avatar">{isFirst && <Avatar name={username} image={profile_img} size="small" />}</span>
      )}
      <div className="message-body">
        <div className="message-row">
          <Bubble chatId={chatId} message={message} isMine={isMine} showsName={isGroup && isFirst && !isMine} />
          {stored && <MessageMenu message={stored} onIntent={onIntent} />}
        </div>
        {stored && <Reactions message={stored} />}
        {message.seq === null && message.status === 'failed' && <FailedSend chatId={chatId} message={message} />}
      </div>
    </li>
  );
});

interface BubbleProps {
  chatId: string;
  message: ChatMessage;
  isMine: boolean;
  showsName: boolean;
}

function Bubble({ chatId, message, isMine, showsName }: BubbleProps) {
  const { sender, attachments, reply_to, content } = message;
  const isDeleted = isStored(message) && message.deleted;
  const isEdited = isStored(message) && message.edited_at !== null && !isDeleted;
  return (
    // It runs as its text does: from the right in Hebrew, say. What else is in it runs as it does by itself.
    <div className="message-bubble" dir="auto" data-deleted={isDeleted || undefined}>
      <bdi className={showsName ? 'message-sender' : 'visually-hidden'}>{isMine ? 'You' : sender.username}</bdi>
      {isDeleted && <p>This message was deleted.</p>}
      {!isDeleted && reply_to !== null && <Quote chatId={chatId} messageId={reply_to} />}
      {!isDeleted && attachments.length > 0 && <Images attachments={attachments} sender={sender.username} />}
      {!isDeleted && content !== '' && <MessageText message={message} />}
      <span className="message-meta">
        {isEdited && 'edited '}
        <time dir="ltr" dateTime={message.sent_at}>
          {timeOfDay(message.sent_at)}
        </time>
        {isMine && !isDeleted && <DeliveryMark status={message.status} />}
      </span>
    </div>
  );
}

const isStored = (message: ChatMessage): message is StoredMessage => message.seq !== null;
