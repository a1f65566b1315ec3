import { expect, test } from 'vitest';
import { Latencies, percentile } from './latencies.js';

test('short durations are kept exactly', () => {
  const latencies = new Latencies();
  for (let micros = 1; micros <= 100; micros++) latencies.record(micros);
  const counts = latencies.snapshot();
  expect(percentile(counts, 0)).toBe(1);
  expect(percentile(counts, 0.5)).toBe(50);
  expect(percentile(counts, 0.99)).toBe(99);
  expect(percentile(counts, 1)).toBe(100);
});

test('long durations are read within 1/64', () => {
  for (let micros = 1; micros < 100_000_000; micros = Math.ceil(micros * 1.7)) {
    const latencies = new Latencies();
    latencies.record(micros);
    expect(Math.abs(percentile(latencies.snapshot(), 0.5) / micros - 1), String(micros)).toBeLessThan(1 / 64);
  }
});

test('a longer duration never falls into a lower bucket, and no bucket is left out', () => {
  const latencies = new Latencies();
  for (let micros = 0; micros < 5_000; micros++) latencies.record(micros);
  const counts = latencies.snapshot();
  expect(counts).not.toContain(0);
  expect(percentile(counts, 0.25)).toBeLessThan(percentile(counts, 0.26));
});

test('durations beyond all measure count as the longest', () => {
  const latencies = new Latencies();
  latencies.record(-5);
  latencies.record(1e12);
  const counts = latencies.snapshot();
  expect(percentile(counts, 0.5)).toBe(0);
  expect(percentile(counts, 1)).toBeGreaterThan(130_000_000);
});

test('one recording can stand for many', () => {
  const latencies = new Latencies();
  latencies.record(10, 99);
  latencies.record(60);
  expect(percentile(latencies.snapshot(), 0.99)).toBe(10);
  expect(percentile(latencies.snapshot(), 0.995)).toBe(60);
});

test('nothing has no percentile', () => {
  expect(percentile(new Latencies().snapshot(), 0.5)).toBeNaN();
});
