import { useEffect, type RefObject } from 'react';

/** Gives the box the focus at first, and whenever what it is about is something else, with the caret at the end. */
export function useFocusOn(box: RefObject<HTMLTextAreaElement | null>, about: string | undefined): void {
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    const isAsked = about !== undefined || matchMedia('(hover: hover)').matches;
    if (!box.current || !isAsked) return;
    box.current.focus();
    box.current.setSelectionRange(box.current.value.length, box.current.value.length);
  }, [box, about]);
}
