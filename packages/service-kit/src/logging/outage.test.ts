import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from './create-logger.js';
import { Outage } from './outage.js';

const gone = new Error('connection refused');

/** A log over something that is away, until it is mended. */
function recorded(level: string) {
  const lines: { level: string; msg: string; reason?: string }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]);
  const outage = new Outage({ name: 'database', isCause: (error) => error === gone });
  const log = createLogger({ name: 'test', level, outage, destination: { write } });
  let isAway = true;
  outage.watch(log, () => (isAway ? Promise.reject(gone) : Promise.resolve()));
  onTestFinished(() => outage.stop());
  return {
    log,
    outage,
    said: () => lines.map(({ level, msg }) => `${level} ${msg}`),
    lines,
    mend: () => (isAway = false),
  };
}

test('what is away is told once when it goes and once when it is back, whatever fails meanwhile', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { log, outage, said, lines, mend } = recorded('info');
  log.warn({ err: gone, chat: 1 }, 'a chat could not be read');
  log.child({ requestId: 'a' }).error({ err: new Error('not now', { cause: gone }) }, 'request failed');
  outage.lost(gone);
  await vi.advanceTimersByTimeAsync(5_000);
  log.warn({ err: new Error('of its own') }, 'something else');
  mend();
  await vi.advanceTimersByTimeAsync(1_000);
  log.warn({ err: gone }, 'a chat could not be read');

  expect(said()).toEqual(['warn database lost', 'warn something else', 'info database back', 'warn database lost']);
  expect(lines[0]).toMatchObject({ reason: 'connection refused' });
});

test('who wants to know all hears of all that failed', () => {
  const { log, said } = recorded('debug');
  log.warn({ err: gone }, 'a chat could not be read');
  log.error({ err: gone }, 'request failed');

  expect(said()).toEqual(['warn database lost', 'debug a chat could not be read', 'debug request failed']);
});
