import { expect, test } from 'vitest';
import { markedContent, readMark } from './send-mark.js';

const mark = { chat: 17, index: 123_456, sentAt: 987_654_321_012 };
const blank = () => ({ chat: -1, index: -1, sentAt: -1 });

test('a mark is found wherever it is in a frame', () => {
  const content = markedContent(mark);
  const frames = [
    content,
    JSON.stringify({
      type: 'chat_message',
      message: { seq: 4, sender: { username: 'zoë ✓' }, content, client_id: '5.6.7' },
    }),
    `42["chat_message",{"content":"${content}"}]`,
  ];
  for (const frame of frames) {
    const found = blank();
    expect(readMark(Buffer.from(frame), found)).toBe(true);
    expect(found).toEqual(mark);
  }
});

test('zeros are numbers too', () => {
  const found = blank();
  readMark(Buffer.from(markedContent({ chat: 0, index: 0, sentAt: 0 })), found);
  expect(found).toEqual({ chat: 0, index: 0, sentAt: 0 });
});

test('other frames have none', () => {
  const found = blank();
  expect(readMark(Buffer.from('{"type":"error","code":"rate_limited","detail":"Slow down."}'), found)).toBe(false);
  expect(found).toEqual(blank());
});
