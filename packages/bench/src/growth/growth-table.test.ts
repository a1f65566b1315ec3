import { expect, test } from 'vitest';
import { growthSvg } from './growth-svg.js';
import { growthTable, type Growth } from './growth-table.js';

const results: Growth[] = [
  { size: { messages: 1_000, chats: 10 }, costs: new Map([['a send', { time: 0.2, pages: 60 }]]) },
  { size: { messages: 1_000_000, chats: 10_000 }, costs: new Map([['a send', { time: 0.5, pages: 66 }]]) },
];

test('a row is one ask at all sizes, and how it grew', () => {
  expect(growthTable(results).split('\n')).toEqual([
    'ms (pages)  1,000 in 10 chats  1,000,000 in 10,000 chats  last/first',
    'a send      0.20 (60)          0.50 (66)                  2.5',
  ]);
});

test('the curve has a point for each size, higher where it took longer', () => {
  const [points = ''] = /points="([^"]+)"/.exec(growthSvg(results))?.slice(1) ?? [];
  const [[x1, y1], [x2, y2]] = points.split(' ').map((point) => point.split(',').map(Number)) as [
    number[],
    number[],
  ] as [[number, number], [number, number]];
  expect(x2).toBeGreaterThan(x1);
  expect(y2).toBeLessThan(y1);
});
