import { expect, test } from 'vitest';
import { warningIn } from './warnings.js';

test.each([
  ['{"level":"warn","name":"api","msg":"slow"}', 'warn: slow'],
  ['{"level":"error","msg":"failed","err":{"type":"Error","message":"no database"}}', 'error: failed: no database'],
  ['{"level":"fatal","err":{"message":"no database"}}', 'fatal: no database'],
  ['{"level":"info","msg":"request completed"}', undefined],
  ['{"level":"debug","msg":"chatter"}', undefined],
  ['', undefined],
  ['    at main.ts:7', '    at main.ts:7'],
  ['{"not":"a log line"}', '{"not":"a log line"}'],
  ['null', 'null'],
])('%s → %s', (line, warning) => {
  expect(warningIn(line)).toBe(warning);
});
