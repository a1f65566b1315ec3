import { useEffect } from 'react';
import { useBesage } from '../besage.js';

/** The tab of the browser says how many messages are unread. */
export function useTitle(): void {
  const unread = useBesage(({ chats }) => chats.reduce((sum, { unread_count }) => sum + unread_count, 0));
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Besage` : 'Besage';
    return () => void (document.title = 'Besage');
  }, [unread]);
}
