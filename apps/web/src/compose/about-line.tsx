import { Button } from '@base-ui/react/button';
import type { StoredMessage } from '@besage/client';
import { X } from 'lucide-react';

interface Props {
  /** What is done with the message. */
  says: string;
  message: StoredMessage;
  onCancel: () => void;
}

/** Says above the box which message it is about. */
export function AboutLine({ says, message, onCancel }: Props) {
  return (
    <div className="about-line">
      <p>
        <strong>{says}</strong> <bdi>{message.content || 'Image'}</bdi>
      </p>
      <Button className="icon-button" aria-label="Cancel" onClick={onCancel}>
        <X size={16} />
      </Button>
    </div>
  );
}
