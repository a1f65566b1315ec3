import { expect, test } from 'vitest';
import { figuresOf, medianFigures, spreadOf } from './figures.js';
import { requests, sendsAndDeliveries } from './units.js';

const measurement = {
  seconds: 2,
  sends: 100,
  deliveries: 1_000,
  frames: 1_000,
  latencies: [0, 0, 98, 0, 2],
  cpu: { api: 0.5, redis: 0.1 },
  machineCpu: 1.6,
};

test('figures are per second, per send and per delivery', () => {
  expect(figuresOf(measurement, sendsAndDeliveries)).toEqual({
    sends_per_s: 50,
    deliveries_per_s: 500,
    p50_ms: 0.002,
    p99_ms: 0.004,
    api_cores: 0.25,
    api_us_per_send: 5_000,
    api_us_per_delivery: 500,
    redis_cores: 0.05,
    redis_us_per_send: 1_000,
    redis_us_per_delivery: 100,
    others_cores: 0.5,
  });
});

test('figures are named after what was done', () => {
  expect(figuresOf(measurement, requests)).toEqual({
    requests_per_s: 50,
    p50_ms: 0.002,
    p99_ms: 0.004,
    api_cores: 0.25,
    api_us_per_request: 5_000,
    redis_cores: 0.05,
    redis_us_per_request: 1_000,
    others_cores: 0.5,
  });
});

test('the median of rounds is the middle one, or between the two', () => {
  expect(medianFigures([{ x: 9 }, { x: 1 }, { x: 2 }])).toEqual({ x: 2 });
  expect(medianFigures([{ x: 9 }, { x: 1 }, { x: 2 }, { x: 4 }])).toEqual({ x: 3 });
  expect(medianFigures([{ x: 10 }, { x: 9 }, { x: 100 }])).toEqual({ x: 10 });
});

test('the spread of rounds is how far they are apart, beside their median', () => {
  expect(spreadOf([{ x: 9 }, { x: 10 }, { x: 12 }])).toEqual({ x: 0.3 });
  expect(spreadOf([{ x: 9 }])).toEqual({});
  expect(spreadOf([{ x: 0 }, { x: 0 }])).toEqual({});
});

test('without a send there is nothing to say about sends', () => {
  const nothing = { ...measurement, sends: 0, deliveries: 0, latencies: [] };
  expect(figuresOf(nothing, sendsAndDeliveries)).toEqual({
    sends_per_s: 0,
    deliveries_per_s: 0,
    api_cores: 0.25,
    redis_cores: 0.05,
    others_cores: 0.5,
  });
});
