import { expect, test } from 'vitest';
import { reportSvg } from './report-svg.js';

const result = (run: string, subject: string, figures: Record<string, number>) => ({
  run,
  subject,
  title: 'chats & more',
  settings: {},
  figures,
  spread: {},
  lost: 0,
  repeated: 0,
});
const file = (...results: ReturnType<typeof result>[]) => ({
  version: 2 as const,
  measuredAt: '2026-11-23T13:09:21.054Z',
  machine: { cpu: 'a processor', cores: 2, node: 'v20.20.2' },
  seconds: 8,
  rounds: 1,
  results,
});
const widths = (svg: string) => [...svg.matchAll(/width="([\d.]+)" height="16"/g)].map(([, width]) => Number(width));

test('bars of a run are stacked by process and share one scale; the load is left out', () => {
  const figures = { sends_per_s: 100, deliveries_per_s: 200, p99_ms: 5 };
  const besage = { ...figures, api_us_per_send: 40, gateway_us_per_send: 20, generator_us_per_send: 99 };
  const peer = { ...figures, sends_per_s: 50, server_us_per_send: 120, server_us_per_delivery: 60 };
  const svg = reportSvg(file(result('pairs', 'besage', besage), result('pairs', 'raw-ws', peer)));
  expect(widths(svg)).toEqual([166.7, 83.3, 500]);
  expect(svg).toContain('pairs: chats &amp; more; µs of CPU per send');
  expect(svg).toContain('60.0 · 100 sends/s · p99 5.00 ms');
});

test('where a send reaches many, the bars are of a delivery; of idle sockets they are of memory', () => {
  const fanout = { sends_per_s: 10, deliveries_per_s: 1_000, gateway_us_per_send: 900, gateway_us_per_delivery: 9 };
  const svg = reportSvg(file(result('fanout', 'besage', fanout), result('idle-v1', 'besage', { kb_per_socket: 12 })));
  expect(svg).toContain('µs of CPU per delivery');
  expect(svg).toContain('9.00 · 10.0 sends/s');
  expect(svg).toContain('KB per socket');
  expect(svg).toContain('12.0<');
});
