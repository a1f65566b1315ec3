import { useEffect, useState, type RefObject } from 'react';
import type { ChatState } from '@besage/client';
import { besage } from '../besage.js';
import { notify } from '../controls/notify.js';
import { useOnSight } from './use-on-sight.js';

/** Loads older messages as long as the start of the list is in sight. @returns what to put on the start */
export function useOlder({ id, history }: ChatState): RefObject<HTMLDivElement | null> {
  const [isSeen, setSeen] = useState(false);
  const isWanted = isSeen && history.loaded && history.has_older && history.loading === null;
  useEffect(() => {
    if (isWanted) besage.chat(id).loadOlder().catch(notify);
  }, [id, isWanted]);
  return useOnSight<HTMLDivElement>(setSeen);
}
