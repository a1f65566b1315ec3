import type { ChatState } from '@besage/client';
import './composer.css';
import { EditForm } from './edit-form.js';
import type { Intent } from './intent.js';
import type { Uploads } from './use-uploads.js';
import { WriteForm } from './write-form.js';

interface Props {
  chat: ChatState;
  intent: Intent;
  onIntent: (intent: Intent) => void;
  uploads: Uploads;
}

/** Where one writes: a new message, an answer, or another text for a message of one's own. */
export function Composer({ chat, intent, onIntent, uploads }: Props) {
  const onDone = () => onIntent({ kind: 'write' });
  if (intent.kind === 'edit') {
    return <EditForm key={intent.message.id} chat={chat} message={intent.message} onDone={onDone} />;
  }
  const replyTo = intent.kind === 'reply' ? intent.message : undefined;
  return (
    <WriteForm
      chat={chat}
      uploads={uploads}
      replyTo={replyTo}
      onDone={onDone}
      onEdit={(message) => onIntent({ kind: 'edit', message })}
    />
  );
}
