import type { RefObject } from 'react';
import { Button } from '@base-ui/react/button';
import { ArrowDown } from 'lucide-react';

interface Props {
  unread: number;
  end: RefObject<Element | null>;
}

/** Brings whoever reads older messages back to the newest. */
export function JumpToEnd({ unread, end }: Props) {
  return (
    <Button
      className="icon-button message-jump"
      aria-label={unread > 0 ? `To the newest messages, ${unread} unread` : 'To the newest messages'}
      onClick={() => end.current?.scrollIntoView()}
    >
      <ArrowDown size={18} />
      {unread > 0 && <span className="message-jump-count">{unread}</span>}
    </Button>
  );
}
