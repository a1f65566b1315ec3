import { expect, test } from 'vitest';
import { UsageError, help, readOptions } from './options.js';

test('what is typed is taken, the rest has defaults', () => {
  expect(readOptions(['--seed', '7', '--rate=5', '--save'])).toMatchObject({
    seed: 7,
    rate: 5,
    seconds: 120,
    save: true,
  });
});

test('without a seed there is one all the same', () => {
  expect(readOptions([]).seed).toBeGreaterThan(0);
});

test('what makes no sense is refused with a sentence', () => {
  const typed = ['--chats=0', '--rate=many', '--seed=1.5', '--seed=4294967296', '--clients=1', '--nonsense', 'word'];
  for (const arg of typed) expect(() => readOptions([arg]), arg).toThrow(UsageError);
});

test('the help names every flag with its default', () => {
  expect(help()).toContain('--rate      sends a second, of all together (60)');
});
