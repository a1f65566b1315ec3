import { expect, test } from 'vitest';
import { compare, compareResults, counterpart } from './compare.js';
import type { Result } from './result.js';

const verdictOf = (name: string, now: number, before: number) => compare({ [name]: now }, { [name]: before })[name];

test('more per second is better', () => {
  expect(verdictOf('sends_per_s', 120, 100)).toEqual({ ratio: 1.2, verdict: 'better' });
  expect(verdictOf('sends_per_s', 80, 100)).toEqual({ ratio: 0.8, verdict: 'worse' });
});

test('more of anything else is worse', () => {
  expect(verdictOf('p99_ms', 12, 10)).toEqual({ ratio: 1.2, verdict: 'worse' });
  expect(verdictOf('api_us_per_send', 8, 10)).toEqual({ ratio: 0.8, verdict: 'better' });
});

test('a little is noise, in both directions', () => {
  for (const now of [92, 100, 108]) {
    expect(verdictOf('sends_per_s', now, 100)?.verdict).toBe('same');
    expect(verdictOf('p50_ms', now, 100)?.verdict).toBe('same');
  }
});

test('nothing is the same as nothing, and something worse', () => {
  expect(verdictOf('redis_us_per_send', 0, 0)).toEqual({ ratio: 1, verdict: 'same' });
  expect(verdictOf('redis_us_per_send', 1, 0)?.verdict).toBe('worse');
});

test('cores, and what only one side has, are not compared', () => {
  expect(compare({ api_cores: 1, new_ms: 1 }, { api_cores: 2, old_ms: 1 })).toEqual({});
});

const result = (run: string, settings: Record<string, number>, subject = 'besage'): Result => ({
  run,
  subject,
  settings,
  title: run,
  figures: {},
  spread: {},
  lost: 0,
  repeated: 0,
});

test('what rounds differed by, now or before, is noise too', () => {
  const before = { ...result('pairs', {}), figures: { sends_per_s: 100, p99_ms: 10 }, spread: { p99_ms: 0.5 } };
  const now = { ...before, figures: { sends_per_s: 80, p99_ms: 14 }, spread: { sends_per_s: 0.3 } };
  const verdicts = (a: Result, b: Result) => Object.values(compareResults(a, b)).map(({ verdict }) => verdict);
  expect(verdicts(now, before)).toEqual(['same', 'same']);
  expect(verdicts({ ...now, spread: {} }, before)).toEqual(['worse', 'same']);
  expect(verdicts(now, { ...before, spread: { p99_ms: 0.2 } })).toEqual(['same', 'worse']);
});

test('only the same run with the same settings counts', () => {
  const before = [result('pairs', { chats: 10 }), result('pairs', { chats: 100, inflight: 1 })];
  expect(counterpart(result('pairs', { inflight: 1, chats: 100 }), before)).toBe(before[1]);
  expect(counterpart(result('pairs', { chats: 100 }), before)).toBeUndefined();
  expect(counterpart(result('fanout', { chats: 10 }), before)).toBeUndefined();
  expect(counterpart(result('pairs', { chats: 10 }, 'raw-ws'), before)).toBeUndefined();
});
