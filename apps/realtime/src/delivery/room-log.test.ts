import type { LogEvent } from '@besage/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoomLog } from './room-log.js';

/** An entry of the log; what it says does not matter here. */
const entry = (seq: number): LogEvent => ({
  type: 'reaction.changed',
  chat_id: 'chat',
  seq,
  at: '2026-11-23T13:09:21.054Z',
  actor_id: 'somebody',
  data: { message_id: 'message', user_id: 'somebody', username: 'somebody', type: null, reaction: null },
});
const seqs = (events: LogEvent[]) => events.map(({ seq }) => seq);
const upTo = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + 1 + i);

const LENGTH = 12;
/** Which entries the stream brings, in which order, how often; those of none are lost. */
const stream = fc.array(fc.integer({ min: 1, max: LENGTH }), { maxLength: 40 });

test('any order of repetitions and gaps, and the log read at its end, gives the log, each entry once', () => {
  fc.assert(
    fc.property(stream, fc.nat(LENGTH), fc.nat(40), fc.nat(6), (brought, standing, startedAfter, readEvery) => {
      const room = new RoomLog();
      const out: number[] = [];
      const readOn = () => {
        // As catching up does it: the log behind what was delivered, and then that it was all.
        for (const seq of upTo(room.lastSeq ?? LENGTH, LENGTH)) out.push(...seqs(room.offer(entry(seq))));
        out.push(...seqs(room.skipTo(LENGTH)));
      };

      brought.forEach((seq, index) => {
        if (index === startedAfter) out.push(...seqs(room.start(standing)));
        out.push(...seqs(room.offer(entry(seq))));
        if (readEvery > 0 && index % readEvery === readEvery - 1 && room.hasGap) readOn();
      });
      out.push(...seqs(room.start(standing)));
      readOn();

      expect(out).toEqual(upTo(standing, LENGTH));
      expect(room.hasGap).toBe(false);
    }),
  );
});

describe('a room log', () => {
  test('gives nothing before it knows where the chat stands, and then what came since', () => {
    const room = new RoomLog();

    expect([...room.offer(entry(6)), ...room.offer(entry(4)), ...room.offer(entry(5))]).toEqual([]);
    expect(room.hasGap).toBe(false);
    expect(seqs(room.start(4))).toEqual([5, 6]);
    expect(room.lastSeq).toBe(6);
  });

  test('is not started twice', () => {
    const room = new RoomLog();
    room.start(4);

    expect(room.start(9)).toEqual([]);
    expect(room.lastSeq).toBe(4);
  });

  test('holds what has overtaken others, and gives it behind them', () => {
    const room = new RoomLog();
    room.start(0);

    expect([seqs(room.offer(entry(3))), room.hasGap]).toEqual([[], true]);
    expect([seqs(room.offer(entry(1))), room.hasGap]).toEqual([[1], true]);
    expect([seqs(room.offer(entry(2))), room.hasGap]).toEqual([[2, 3], false]);
  });

  test('skips entries that nobody can make anything of, and goes on behind them', () => {
    const room = new RoomLog();
    room.start(0);
    room.offer(entry(4));

    expect(seqs(room.skipTo(3))).toEqual([4]);
    expect(room.skipTo(2)).toEqual([]);
    expect(room.lastSeq).toBe(4);
  });
});
