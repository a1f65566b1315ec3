import type { Redis } from 'ioredis';
import type { Log } from './log.js';
import { pause } from './pause.js';

/** Between a failed step and the next try, in milliseconds. */
const pauseAfterErrorMs = 100;

export interface ReadLoopOptions {
  redis: Redis;
  /** Ends the loop, after the step that is under way. */
  signal: AbortSignal;
  /** Runs until it succeeds before the first step, and again after every reconnect. */
  prepare: () => Promise<void>;
  /** Runs again and again while connected. */
  step: () => Promise<void>;
  /** The stream, for the log. */
  stream: string;
  log: Log;
}

/** Runs a reader's steps for as long as `signal` lets it, over any number of lost connections. Never rejects. */
export async function readLoop({ redis, signal, prepare, step, stream, log }: ReadLoopOptions): Promise<void> {
  let connection = 0;
  let preparedFor = -1;
  let reported: string | undefined;
  const countConnection = () => (connection += 1);
  redis.on('ready', countConnection);
  while (!signal.aborted) {
    await whenReady(redis, signal);
    if (signal.aborted) break;
    try {
      const present = connection;
      if (preparedFor !== present) await prepare();
      preparedFor = present;
      await step();
      reported = undefined;
    } catch (error) {
      const message = String(error);
      // A lost connection tells of itself; what Redis refuses is told once, not ten times a second.
      if (redis.status === 'ready' && message !== reported) log.error({ stream, err: error }, 'stream cannot be read');
      reported = message;
      await pause(pauseAfterErrorMs, signal);
    }
  }
  redis.off('ready', countConnection);
}

function whenReady(redis: Redis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (redis.status === 'ready' || signal.aborted) return resolve();
    const done = () => {
      redis.off('ready', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    redis.once('ready', done);
    signal.addEventListener('abort', done);
  });
}
