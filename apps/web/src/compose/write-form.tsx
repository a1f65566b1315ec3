import type { ChatState, StoredMessage } from '@besage/client';
import { besage, useMe } from '../besage.js';
import { AboutLine } from './about-line.js';
import { AttachButton } from './attach-button.js';
import { ComposerForm } from './composer-form.js';
import { UploadTray } from './upload-tray.js';
import { useDraft } from './use-draft.js';
import type { Uploads } from './use-uploads.js';

interface Props {
  chat: ChatState;
  uploads: Uploads;
  replyTo: StoredMessage | undefined;
  onDone: () => void;
  onEdit: (message: StoredMessage) => void;
}

/** A new message, with images, or as an answer. It is shown as soon as it is sent, and sent as soon as there is a line. */
export function WriteForm({ chat, uploads, replyTo, onDone, onEdit }: Props) {
  const [text, setText] = useDraft(chat.id);
  const me = useMe();
  const door = besage.chat(chat.id);

  function send(): void {
    const content = text.trim();
    if (content === '' && uploads.items.length === 0) return;
    door.send({ content, attachments: uploads.take(), ...(replyTo && { replyTo: replyTo.id }) });
    setText('');
    onDone();
  }
  function editLast(): void {
    const mine = chat.history.messages.findLast(({ sender, deleted }) => sender.id === me && !deleted);
    if (mine) onEdit(mine);
  }
  function write(next: string): void {
    setText(next);
    if (next !== '') door.typing();
  }
  return (
    <ComposerForm
      chat={chat}
      kind="send"
      text={text}
      onText={write}
      onSubmit={send}
      onCancel={onDone}
      onUp={editLast}
      onPasteFiles={uploads.add}
      isBusy={uploads.isBusy}
      about={replyTo?.id}
      above={
        <>
          {replyTo && <AboutLine says={`Reply to ${replyTo.sender.username}`} message={replyTo} onCancel={onDone} />}
          <UploadTray uploads={uploads} />
        </>
      }
      before={<AttachButton onFiles={uploads.add} />}
    />
  );
}
