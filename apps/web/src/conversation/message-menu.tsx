import { useRef, useState } from 'react';
import { Menu } from '@base-ui/react/menu';
import type { StoredMessage } from '@besage/client';
import { Copy, MoreHorizontal, Pencil, Reply, Trash2 } from 'lucide-react';
import { besage, useMe } from '../besage.js';
import '../controls/menu.css';
import { notify } from '../controls/notify.js';
import { useLandmark } from '../controls/use-landmark.js';
import { DeleteDialog } from './delete-dialog.js';
import type { Intent } from '../compose/intent.js';
import { reactionEmoji, reactionTypes } from './reaction-emoji.js';

interface Props {
  message: StoredMessage;
  onIntent: (intent: Intent) => void;
}

/** What one can do with a message: react, reply, copy; with one's own edit and delete, too. */
export function MessageMenu({ message, onIntent }: Props) {
  const isMine = message.sender.id === useMe();
  const [trigger, container] = useLandmark();
  const [isDeleting, setDeleting] = useState(false);
  /** Whether what was chosen takes the focus elsewhere. */
  const goesOn = useRef(false);
  const goOn = (next: () => void) => () => {
    goesOn.current = true;
    next();
  };
  return (
    <>
      <Menu.Root onOpenChange={(isOpen) => isOpen && (goesOn.current = false)}>
        <Menu.Trigger
          ref={trigger}
          className="icon-button message-menu"
          aria-label={`Actions for: ${message.content || 'image'}`}
        >
          <MoreHorizontal size={18} />
        </Menu.Trigger>
        <Menu.Portal container={container}>
          <Menu.Positioner className="popup-place" sideOffset={4} align={isMine ? 'end' : 'start'}>
            <Menu.Popup className="menu" finalFocus={() => !goesOn.current}>
              <ReactionItems message={message} />
              <Menu.Separator className="menu-separator" />
              <Menu.Item className="menu-item" onClick={goOn(() => onIntent({ kind: 'reply', message }))}>
                <Reply size={16} /> Reply
              </Menu.Item>
              <Menu.Item className="menu-item" onClick={() => void navigator.clipboard.writeText(message.content)}>
                <Copy size={16} /> Copy text
              </Menu.Item>
              {isMine && (
                <>
                  <Menu.Item className="menu-item" onClick={goOn(() => onIntent({ kind: 'edit', message }))}>
                    <Pencil size={16} /> Edit
                  </Menu.Item>
                  <Menu.Item className="menu-item" data-kind="danger" onClick={goOn(() => setDeleting(true))}>
                    <Trash2 size={16} /> Delete
                  </Menu.Item>
                </>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <DeleteDialog message={message} isOpen={isDeleting} onOpenChange={setDeleting} />
    </>
  );
}

/** What I may feel about it, in one row. */
function ReactionItems({ message }: { message: StoredMessage }) {
  const me = useMe();
  const mine = message.reactions.find(({ user }) => user === me)?.type;
  const react = (type: typeof mine) =>
    besage
      .chat(message.chat)
      .react(message.id, type ?? null)
      .catch(notify);
  return (
    <Menu.RadioGroup className="menu-reactions" aria-label="React" value={mine}>
      {reactionTypes.map((type) => (
        <Menu.RadioItem
          key={type}
          value={type}
          className="menu-reaction reaction-emoji"
          aria-label={type}
          closeOnClick
          onClick={() => void react(type === mine ? undefined : type)}
        >
          {reactionEmoji[type]}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
