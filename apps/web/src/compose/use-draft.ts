import { useState } from 'react';

/** A text that is being written in a chat: it is there again after another chat was open, or the page was closed. */
export function useDraft(chatId: string): [text: string, setText: (text: string) => void] {
  const key = `besage:draft:${chatId}`;
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  const keep = (next: string) => {
    setText(next);
    if (next === '') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  };
  return [text, keep];
}
