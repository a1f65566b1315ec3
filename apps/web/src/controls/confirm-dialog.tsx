import type { ReactNode } from 'react';
import { AlertDialog } from '@base-ui/react/alert-dialog';
import './dialog.css';

interface Props {
  title: string;
  /** What will be so then. */
  children: ReactNode;
  /** The buttons: to do it, and to let it be. */
  does: string;
  keeps: string;
  onConfirm: () => void;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Asks before something is done that cannot be taken back by who does it. */
export function ConfirmDialog({ title, children, does, keeps, onConfirm, isOpen, onOpenChange }: Props) {
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">{children}</AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close className="button">{keeps}</AlertDialog.Close>
            <AlertDialog.Close className="button" data-kind="danger" onClick={onConfirm}>
              {does}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
