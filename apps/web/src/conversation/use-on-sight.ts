import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';

/** Tells whenever the element comes into sight, and goes out of it. */
export function useOnSight<E extends Element>(onChange: (isSeen: boolean) => void): RefObject<E | null> {
  const ref = useRef<E>(null);
  const tell = useEffectEvent(onChange);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new IntersectionObserver((entries) => tell(entries.at(-1)?.isIntersecting ?? false));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return ref;
}
