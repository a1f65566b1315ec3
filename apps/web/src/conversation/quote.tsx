import { useEffect, useState } from 'react';
import type { ChatMessage, Message } from '@besage/client';
import { besage, useMessages } from '../besage.js';

interface Props {
  chatId: string;
  messageId: string;
}

/** What a message answers; a press leads there, where that is loaded. */
export function Quote({ chatId, messageId }: Props) {
  const quoted = useQuoted(chatId, messageId);
  return (
    <button type="button" className="quote" dir="auto" onClick={() => goTo(messageId)}>
      <bdi className="quote-sender">{quoted?.sender.username ?? ' '}</bdi>
      <span className="quote-text">{quoted ? textOf(quoted) : 'An earlier message'}</span>
    </button>
  );
}

/** The message, from what is loaded, or else from the server. */
function useQuoted(chatId: string, messageId: string): ChatMessage | Message | undefined {
  const loaded = useMessages(chatId).find((each) => each.seq !== null && each.id === messageId);
  const [fetched, setFetched] = useState<Message>();
  const isLoaded = loaded !== undefined;
  useEffect(() => {
    // Where it cannot be read, it stays "an earlier message".
    if (!isLoaded) besage.api.messages.get(messageId).then(setFetched, () => undefined);
  }, [isLoaded, messageId]);
  return loaded ?? fetched;
}

function textOf(message: ChatMessage | Message): string {
  if (message.seq !== null && message.deleted) return 'Message deleted';
  return message.content || 'Image';
}

function goTo(messageId: string): void {
  document.getElementById(`message-${messageId}`)?.scrollIntoView({ block: 'center' });
}
