import { useCallback, useRef, type RefCallback, type RefObject } from 'react';

/**
 * Lets a menu open within the landmark or dialog of its trigger, where screen readers expect it, and not at the end of the page.
 *
 * @returns what to put on the trigger, and the container for the portal
 */
export function useLandmark(): [trigger: RefCallback<Element>, container: RefObject<HTMLElement | null>] {
  const container = useRef<HTMLElement>(null);
  const trigger = useCallback((element: Element | null) => {
    container.current = element?.closest<HTMLElement>('main, nav, [role=dialog]') ?? null;
  }, []);
  return [trigger, container];
}
