import { useState, type KeyboardEvent, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { Autocomplete } from '@base-ui/react/autocomplete';
import type { ChatState, UserSummary } from '@besage/client';
import { Avatar } from '../controls/avatar.js';
import '../controls/menu.css';
import { completeMention, mentionAt } from './mention-at.js';
import { useMentionable } from './use-mentionable.js';

interface Props {
  box: RefObject<HTMLTextAreaElement | null>;
  label: string;
  text: string;
  onText: (text: string) => void;
  /** Keys that no suggestion takes. */
  onKeyDown: (event: KeyboardEvent) => void;
  /** Its people may be mentioned. */
  chat: ChatState;
}

/** A box for text that suggests people from an `@` on: arrows choose one, Enter takes it, Escape takes none. */
export function MentionBox({ box, label, text, onText, onKeyDown, chat }: Props) {
  const [caret, setCaret] = useState(0);
  /** The `@` behind which nobody is wanted. */
  const [left, setLeft] = useState<number>();
  if (left !== undefined && text[left] !== '@') setLeft(undefined);
  const start = mentionAt(text, caret);
  const found = useMentionable(chat, start && start.at !== left ? start.query : undefined);

  function take(username: string): void {
    if (!start) return;
    const completed = completeMention(text, start, username);
    flushSync(() => {
      onText(completed.text);
      setCaret(completed.caret);
    });
    box.current?.setSelectionRange(completed.caret, completed.caret);
  }

  return (
    <Autocomplete.Root
      items={found}
      itemToStringValue={({ username }: UserSummary) => username}
      mode="none"
      autoHighlight="always"
      inline
      open={found.length > 0}
      value={text}
      onValueChange={(value, { reason }) => {
        if (reason === 'input-change') onText(value);
      }}
    >
      <Autocomplete.Input
        className="composer-text"
        placeholder={label}
        onInput={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
        onKeyDown={(event) => {
          if (found.length > 0 && event.key !== 'Escape') return;
          event.preventBaseUIHandler();
          if (found.length > 0) setLeft(start?.at);
          else onKeyDown(event);
        }}
        // Not a combobox but a text of many lines that now and then has suggestions.
        render={
          <textarea
            ref={box}
            role="textbox"
            aria-label={label}
            aria-expanded={undefined}
            aria-autocomplete="list"
            dir="auto"
            rows={1}
            maxLength={10_000}
          />
        }
      />
      {found.length > 0 && <Suggestions onTake={take} />}
    </Autocomplete.Root>
  );
}

function Suggestions({ onTake }: { onTake: (username: string) => void }) {
  return (
    <Autocomplete.List className="menu mentions" aria-label="People to mention">
      {({ id, username, profile_img }: UserSummary) => (
        <Autocomplete.Item key={id} value={id} className="menu-item" onClick={() => onTake(username)}>
          <Avatar name={username} image={profile_img} size="small" />
          <bdi className="menu-name">{username}</bdi>
        </Autocomplete.Item>
      )}
    </Autocomplete.List>
  );
}
