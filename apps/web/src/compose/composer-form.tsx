import { useRef, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '@base-ui/react/button';
import type { ChatState } from '@besage/client';
import { Check, SendHorizontal } from 'lucide-react';
import { MentionBox } from './mention-box.js';
import { useFocusOn } from './use-focus-on.js';

interface Props {
  chat: ChatState;
  kind: 'send' | 'save';
  text: string;
  onText: (text: string) => void;
  onSubmit: () => void;
  onCancel: () => void;
  /** Arrow up in an empty box. */
  onUp?: () => void;
  onPasteFiles?: (files: File[]) => void;
  isBusy?: boolean;
  /** What the message is about: the box gets the focus whenever that is something else. */
  about: string | undefined;
  /** Above the box, and before it. */
  above?: ReactNode;
  before?: ReactNode;
}

/** The box with what stands around it. Enter sends, with Shift it is a new line; Escape lets go. */
export function ComposerForm({ chat, kind, text, onText, onSubmit, onCancel, ...props }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  useFocusOn(box, props.about);

  function onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey, nativeEvent } = event;
    if (nativeEvent.isComposing) return;
    if (key === 'Enter' && !shiftKey) {
      event.preventDefault();
      if (props.isBusy !== true) onSubmit();
    } else if (key === 'Escape') onCancel();
    else if (key === 'ArrowUp' && text === '') props.onUp?.();
  }
  function onPaste(event: ClipboardEvent): void {
    const files = Array.from(event.clipboardData.files);
    if (files.length === 0 || !props.onPasteFiles) return;
    event.preventDefault();
    props.onPasteFiles(files);
  }

  return (
    <form
      className="composer"
      onPaste={onPaste}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
        box.current?.focus();
      }}
    >
      {props.above}
      <div className="composer-line">
        {props.before}
        <MentionBox
          box={box}
          label={kind === 'send' ? 'Message' : 'New text'}
          text={text}
          onText={onText}
          onKeyDown={onKeyDown}
          chat={chat}
        />
        <Button
          type="submit"
          className="icon-button composer-send"
          aria-label={kind === 'send' ? 'Send' : 'Save'}
          disabled={props.isBusy === true}
          focusableWhenDisabled
        >
          {kind === 'send' ? <SendHorizontal size={20} /> : <Check size={20} />}
        </Button>
      </div>
    </form>
  );
}
