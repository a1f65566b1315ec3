import type { ChatState, StoredMessage } from '@besage/client';
import { expect, test } from 'vitest';
import { previewOf } from './preview-of.js';

type Last = Partial<Pick<StoredMessage, 'content' | 'deleted'>> & { sender: string; images?: number };

/** As much of a chat as is looked at. */
function chat(kind: ChatState['kind'], last?: Last): Parameters<typeof previewOf>[0] {
  if (!last) return { kind, last_message: null };
  const sender = { id: last.sender, username: last.sender };
  const attachments = Array.from({ length: last.images ?? 0 });
  const message = { content: '', deleted: false, ...last, sender, attachments };
  return { kind, last_message: message };
}

test.each([
  [chat('direct'), 'Nothing said yet'],
  [chat('direct', { sender: 'ben', content: 'Hi' }), 'Hi'],
  [chat('group', { sender: 'ben', content: 'Hi' }), '\u2068ben\u2069: \u2068Hi\u2069'],
  [chat('group', { sender: 'ana', content: 'Hi' }), 'You: \u2068Hi\u2069'],
  [chat('direct', { sender: 'ben', images: 1 }), 'Image'],
  [chat('direct', { sender: 'ana', images: 3 }), 'You: \u20683 images\u2069'],
  [chat('direct', { sender: 'ana', deleted: true }), 'Message deleted'],
])('%j', (of, preview) => {
  expect(previewOf(of, 'ana')).toBe(preview);
});
