import { useEffect } from 'react';
import type { ChatState } from '@besage/client';
import { besage } from '../besage.js';

/** Marks the chat as read while its end is on the screen, and the page is not behind another one. */
export function useMarkRead({ id, seq, history }: ChatState, isAtEnd: boolean): void {
  const isLoaded = history.loaded;
  useEffect(() => {
    const mark = () => {
      if (isAtEnd && isLoaded && document.visibilityState === 'visible') besage.chat(id).markRead();
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [id, seq, isAtEnd, isLoaded]);
}
