import type { ChatMessage } from '@besage/client';
import { splitText } from './split-text.js';

/** What a message says, with links that can be followed and names that stand out. */
export function MessageText({ message }: { message: ChatMessage }) {
  const mentioned = message.seq === null ? [] : message.mentions.map(({ username }) => username);
  return (
    <p>
      {splitText(message.content, mentioned).map(({ kind, text }, i) => {
        if (kind === 'text') return text;
        if (kind === 'mention') {
          return (
            <span key={i} className="message-mention">
              {text}
            </span>
          );
        }
        return (
          <a key={i} href={text} target="_blank" rel="noopener noreferrer">
            {text}
          </a>
        );
      })}
    </p>
  );
}
