import { expect, test } from 'vitest';
import { resultTable } from './table.js';

const result = {
  run: 'pairs',
  subject: 'besage',
  title: '100 chats of two',
  settings: {},
  spread: {},
  figures: {
    sends_per_s: 6_543.2,
    deliveries_per_s: 13_086.4,
    p50_ms: 12.345,
    p99_ms: 123.45,
    api_cores: 0.456,
    api_us_per_send: 69.7,
    gateway_cores: 1,
    gateway_us_per_send: 150,
    gateway_us_per_delivery: 75,
  },
  lost: 0,
  repeated: 2,
};

test('figures are shown with three digits, each in its column', () => {
  expect(resultTable(result)).toBe(
    `pairs, besage: 100 chats of two
  sends/s  deliveries/s  p50 ms  p99 ms  lost  repeated
  6,543          13,086    12.3     123     0         2
  CPU of   cores  µs per send  µs per delivery
  api       0.46         69.7                –
  gateway   1.00          150             75.0
`,
  );
});

test('a comparison stands beside its figure', () => {
  const comparison = {
    sends_per_s: { ratio: 0.5, verdict: 'worse' as const },
    p50_ms: { ratio: 1.04, verdict: 'same' as const },
    api_us_per_send: { ratio: 0.8, verdict: 'better' as const },
  };
  const table = resultTable(result, comparison);
  expect(table).toContain('6,543 (×0.50 !)');
  expect(table).toContain('12.3 (×1.04)');
  expect(table).toContain('69.7 (×0.80 +)');
});
