import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import './notices.css';

/** The corner that tells what went wrong. */
export function Notices() {
  const { toasts } = Toast.useToastManager();
  return (
    <Toast.Portal>
      <Toast.Viewport className="notices">
        {toasts.map((toast) => (
          <Toast.Root key={toast.id} toast={toast} className="notice">
            <Toast.Content className="notice-content">
              <Toast.Title className="notice-title" />
              <Toast.Close className="icon-button" aria-label="Close">
                <X size={16} />
              </Toast.Close>
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  );
}
