import { expect, test } from 'vitest';
import { Track, type Moment } from './track.js';

test('a track gives back, in order, whatever was put in, however much', () => {
  const track = new Track();
  const moments = Array.from({ length: 1_000 }, (_, i): Moment => ({
    kind: i % 2 === 0 ? 'seen' : 'readTo',
    seq: i,
    subject: i * 3,
  }));
  for (const { kind, seq, subject } of moments) track.add(kind, seq, subject);
  expect([...track]).toEqual(moments);
});
