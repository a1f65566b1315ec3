import type { StoredMessage } from '@besage/client';
import { besage } from '../besage.js';
import { ConfirmDialog } from '../controls/confirm-dialog.js';
import { notify } from '../controls/notify.js';

interface Props {
  message: StoredMessage;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Asks before a message is gone for everybody. */
export function DeleteDialog({ message, ...open }: Props) {
  return (
    <ConfirmDialog
      {...open}
      title="Delete this message?"
      does="Delete"
      keeps="Keep it"
      focusAfter={() => document.querySelector<HTMLElement>('[role=log]')}
      onConfirm={() => void besage.chat(message.chat).delete(message.id).catch(notify)}
    >
      It will be gone for everybody in this chat.
    </ConfirmDialog>
  );
}
