import type { ChatMessage } from '@besage/client';
import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';

const marks = {
  sending: { Icon: Clock, says: 'Being sent' },
  sent: { Icon: Check, says: 'Sent' },
  delivered: { Icon: CheckCheck, says: 'Delivered' },
  read: { Icon: CheckCheck, says: 'Read' },
  failed: { Icon: CircleAlert, says: 'Not sent' },
} satisfies Record<ChatMessage['status'], unknown>;

/** How far a message of mine has come. */
export function DeliveryMark({ status }: { status: ChatMessage['status'] }) {
  const { Icon, says } = marks[status];
  return (
    <span className="delivery-mark" data-status={status} title={says}>
      <Icon size={14} aria-hidden="true" />
      <span className="visually-hidden">{says}</span>
    </span>
  );
}
