import { expect, test } from 'vitest';
import { partitionOf, streamNames } from './stream-names.js';

const keysOf = (prefix: string) => {
  const names = streamNames(prefix);
  return [names.commands, names.deadCommands, names.signals, names.events(0), names.events(1), names.replies('a')];
};

test('no two streams have the same key, under one prefix or two', () => {
  const keys = [...keysOf('one'), ...keysOf('two')];
  expect(new Set(keys).size).toBe(keys.length);
});

test('all streams spread over a cluster, but dead commands lie with the commands', () => {
  const tags = keysOf('one').map((key) => /\{(.+)\}/.exec(key)?.[1]);
  expect(tags).toEqual(['commands', 'commands', 'signals', 'events:0', 'events:1', 'replies:a']);
});

test('a chat has one partition for ever, and chats are spread evenly', () => {
  const chats = Array.from({ length: 4000 }, (_, n) => `0193a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
  const counts = [0, 0, 0, 0];
  for (const chat of chats) counts[partitionOf(chat, 4)]! += 1;
  for (const count of counts) expect(count).toBeGreaterThan(850);
  // Changing these strands events of a chat in two partitions during a deploy.
  expect(chats.slice(0, 6).map((chat) => partitionOf(chat, 16))).toEqual([12, 15, 2, 5, 0, 3]);
  expect(partitionOf(chats[0]!, 1)).toBe(0);
});
