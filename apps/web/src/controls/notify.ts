import { Toast } from '@base-ui/react/toast';
import { BesageError } from '@besage/client';

/** What the corner of the page tells. */
export const notices = Toast.createToastManager();

/** Says what went wrong, where there is no better place for it. */
export function notify(error: unknown): void {
  notices.add({ title: sentenceOf(error), priority: 'high', type: 'error' });
}

/** What the client says of an error is fit to be shown; anything else is a bug of ours. */
export function sentenceOf(error: unknown): string {
  return error instanceof BesageError ? error.detail : 'Something went wrong on this page.';
}
