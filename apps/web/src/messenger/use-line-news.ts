import { useEffect, useState } from 'react';
import { useBesage } from '../besage.js';

/** Milliseconds: a line that is back sooner, as when the page opens, is not worth a word. */
const PATIENCE = 1_000;
/** Milliseconds that it is told that the line is back. */
const GLADNESS = 4_000;

/** What there is to tell about the line. */
export function useLineNews(): 'nothing' | 'down' | 'back' {
  const isOnline = useBesage(({ connection }) => connection === 'online');
  const [isTold, setTold] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setTold(!isOnline), isOnline ? GLADNESS : PATIENCE);
    return () => clearTimeout(timer);
  }, [isOnline]);
  if (!isTold) return 'nothing';
  return isOnline ? 'back' : 'down';
}
