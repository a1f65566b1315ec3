import { useEffect, useEffectEvent, useState } from 'react';

/** Milliseconds without another letter until the server is asked. */
const PAUSE = 150;

/**
 * What the server finds for a text; what was found last stays until that is there.
 *
 * @param text `undefined` where nothing is looked for
 * @param ask the server
 */
export function useSearch<T>(text: string | undefined, ask: (text: string) => Promise<readonly T[]>): readonly T[] {
  const [found, setFound] = useState<readonly T[]>([]);
  const search = useEffectEvent(ask);
  useEffect(() => {
    if (text === undefined) return;
    let isLate = false;
    const timer = setTimeout(() => {
      search(text).then(
        (items) => isLate || setFound(items),
        () => undefined, // out of reach: the line above the list says so
      );
    }, PAUSE);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}
