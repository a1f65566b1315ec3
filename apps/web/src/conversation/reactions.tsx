import { Toggle } from '@base-ui/react/toggle';
import type { StoredMessage } from '@besage/client';
import { besage, useMe } from '../besage.js';
import { notify } from '../controls/notify.js';
import { countReactions } from './count-reactions.js';
import { reactionEmoji } from './reaction-emoji.js';
import './reactions.css';

/** What people feel about a message; a press joins them, or takes it back. */
export function Reactions({ message }: { message: StoredMessage }) {
  const counts = countReactions(message.reactions, useMe());
  if (counts.length === 0) return null;
  return (
    <div className="reactions">
      {counts.map(({ type, names, isMine }) => (
        <Toggle
          key={type}
          className="reaction"
          pressed={isMine}
          onPressedChange={(pressed) => {
            besage
              .chat(message.chat)
              .react(message.id, pressed ? type : null)
              .catch(notify);
          }}
          title={names.join(', ')}
          aria-label={`${type}: ${names.join(', ')}`}
        >
          <span className="reaction-emoji" aria-hidden="true">
            {reactionEmoji[type]}
          </span>
          {names.length > 1 && names.length}
        </Toggle>
      ))}
    </div>
  );
}
