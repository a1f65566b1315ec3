import type { ChatState } from '@besage/client';

/** Who is typing; there is always room for it, so that nothing jumps. */
export function TypingLine({ chat }: { chat: ChatState }) {
  const names = Object.values(chat.typing);
  return (
    <p className="typing-line" aria-live="polite">
      {names.length > 0 && (
        <>
          {names.join(', ')} {names.length > 1 ? 'are' : 'is'} typing
          <span className="typing-dots" aria-hidden="true">
            <span />
            <span />
            <span />
          </span>
        </>
      )}
    </p>
  );
}
