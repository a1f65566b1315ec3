import { Dialog } from '@base-ui/react/dialog';
import type { Attachment } from '@besage/client';
import { X } from 'lucide-react';
import '../controls/dialog.css';
import { fitImage } from './fit-image.js';
import './images.css';

interface Props {
  attachments: readonly Attachment[];
  sender: string;
}

/** The images of a message; a press shows one as large as there is room. */
export function Images({ attachments, sender }: Props) {
  return (
    <div className="images" data-many={attachments.length > 1 || undefined}>
      {attachments.map((attachment) => (
        <Dialog.Root key={attachment.id}>
          <Dialog.Trigger className="image" aria-label={`Image from ${sender}`}>
            <img src={attachment.url} alt="" {...fitImage(attachment)} loading="lazy" />
          </Dialog.Trigger>
          <Dialog.Portal>
            <Dialog.Backdrop className="dialog-backdrop image-backdrop" />
            <Dialog.Popup className="image-view" aria-label={`Image from ${sender}`}>
              <img src={attachment.url} alt={`From ${sender}`} />
              <Dialog.Close className="icon-button" aria-label="Close">
                <X size={20} />
              </Dialog.Close>
            </Dialog.Popup>
          </Dialog.Portal>
        </Dialog.Root>
      ))}
    </div>
  );
}
