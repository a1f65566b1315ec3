import type { OutgoingMessage } from '@besage/client';
import { besage } from '../besage.js';

interface Props {
  chatId: string;
  message: OutgoingMessage;
}

/** Why a message was refused, and what can be done about it. */
export function FailedSend({ chatId, message: { client_id, error } }: Props) {
  const chat = besage.chat(chatId);
  return (
    <div className="failed-send" role="alert">
      <span>{error?.detail ?? 'Not sent.'}</span>
      <button type="button" className="link-button" onClick={() => chat.retry(client_id)}>
        Try again
      </button>
      <button type="button" className="link-button" onClick={() => chat.discard(client_id)}>
        Discard
      </button>
    </div>
  );
}
