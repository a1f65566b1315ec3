import { useEffect, useState } from 'react';
import type { User } from '@besage/client';
import { besage, useMe } from '../besage.js';

/** Milliseconds without another letter until the server is asked. */
const PAUSE = 150;

/** People whose name has this in it, other than me; the last ones stay until the next are there. */
export function usePeopleSearch(text: string): readonly User[] {
  const [found, setFound] = useState<readonly User[]>([]);
  const me = useMe();
  useEffect(() => {
    let isLate = false;
    const timer = setTimeout(() => {
      const search = text.trim();
      besage.api.users.list({ limit: 20, ...(search !== '' && { search }) }).then(
        ({ items }) => isLate || setFound(items.filter(({ id }) => id !== me)),
        () => undefined, // out of reach: the line above the list says so
      );
    }, PAUSE);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [text, me]);
  return found;
}
