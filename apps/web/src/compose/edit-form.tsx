import { useState } from 'react';
import type { ChatState, StoredMessage } from '@besage/client';
import { besage } from '../besage.js';
import { notify } from '../controls/notify.js';
import { AboutLine } from './about-line.js';
import { ComposerForm } from './composer-form.js';

interface Props {
  chat: ChatState;
  message: StoredMessage;
  onDone: () => void;
}

/** Another text for a message of mine. */
export function EditForm({ chat, message, onDone }: Props) {
  const [text, setText] = useState(message.content);
  function save(): void {
    const content = text.trim();
    if (content !== message.content) besage.chat(chat.id).edit(message.id, content).catch(notify);
    onDone();
  }
  return (
    <ComposerForm
      chat={chat}
      kind="save"
      text={text}
      onText={setText}
      onSubmit={save}
      onCancel={onDone}
      about={message.id}
      above={<AboutLine says="Edit" message={message} onCancel={onDone} />}
    />
  );
}
