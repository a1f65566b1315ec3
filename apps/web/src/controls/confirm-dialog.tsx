import { useRef, type ReactNode } from 'react';
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
  /** What has the focus once it is done, where that which had it before will be gone. */
  focusAfter?: () => HTMLElement | null;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Asks before something is done that cannot be taken back by who does it. */
export function ConfirmDialog({ title, children, does, keeps, onConfirm, focusAfter, isOpen, onOpenChange }: Props) {
  const isDone = useRef(false);
  const confirm = () => {
    isDone.current = true;
    onConfirm();
  };
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-backdrop" />
        <AlertDialog.Popup className="dialog" finalFocus={() => (isDone.current ? (focusAfter?.() ?? true) : true)}>
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">{children}</AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close className="button">{keeps}</AlertDialog.Close>
            <AlertDialog.Close className="button" data-kind="danger" onClick={confirm}>
              {does}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
