import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { StoredMessage } from '@besage/client';
import { besage } from '../besage.js';
import '../controls/dialog.css';
import { notify } from '../controls/notify.js';

interface Props {
  message: StoredMessage;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Asks before a message is gone for everybody. */
export function DeleteDialog({ message, isOpen, onOpenChange }: Props) {
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">Delete this message?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            It will be gone for everybody in this chat.
          </AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close className="button">Keep it</AlertDialog.Close>
            <AlertDialog.Close
              className="button"
              data-kind="danger"
              onClick={() => void besage.chat(message.chat).delete(message.id).catch(notify)}
            >
              Delete
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
