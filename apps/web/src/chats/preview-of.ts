import type { ChatState } from '@besage/client';

/** The last message in one line, as the list shows it to whoever looks. */
export function previewOf({ kind, last_message: last }: ChatState, me: string): string {
  if (!last) return 'Nothing said yet';
  if (last.deleted) return 'Message deleted';
  const text = last.content || (last.attachments.length > 1 ? `${last.attachments.length} images` : 'Image');
  if (last.sender.id === me) return `You: ${text}`;
  return kind === 'direct' ? text : `${last.sender.username}: ${text}`;
}
