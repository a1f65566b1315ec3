import { expect, test } from 'vitest';
import { UsageError, help, readOptions, scenarioNames } from './options.js';

test('without arguments every scenario runs with its defaults', () => {
  expect(readOptions([])).toMatchObject({
    scenarios: [...scenarioNames],
    members: 100,
    batches: [1, 32, 128],
    peers: ['raw-ws', 'socket.io'],
    writeTo: [],
    against: undefined,
  });
});

test('scenarios and numbers are taken as typed', () => {
  const args = ['pairs', '--chats', '7', '--batches', '2,3', '--json', 'x.json', '--save', '--against=y.json'];
  expect(readOptions(args)).toMatchObject({
    scenarios: ['pairs'],
    chats: 7,
    batches: [2, 3],
    writeTo: ['x.json', 'baseline.json'],
    against: 'y.json',
  });
});

test('peers are left out by name, or all of them', () => {
  expect(readOptions(['--peers=socket.io']).peers).toEqual(['socket.io']);
  expect(readOptions(['--peers=none']).peers).toEqual([]);
});

test('what makes no sense is refused with a sentence', () => {
  const typed = [
    '--chats=0',
    '--chats=many',
    '--chats=',
    '--seconds=1.5',
    '--batches=1,,2',
    '--peers=ws',
    '--nonsense',
    'pears',
  ];
  for (const arg of typed) expect(() => readOptions([arg]), arg).toThrow(UsageError);
  expect(() => readOptions(['--members=3', '--senders=4'])).toThrow(UsageError);
});

test('the help names every flag with its default', () => {
  expect(help()).toContain('--warmup      seconds of load before measuring (2)');
});
