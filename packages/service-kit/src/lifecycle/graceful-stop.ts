import type { Logger } from '../logging/create-logger.js';

/** Milliseconds for all steps together, if nothing else is said: less than the ten seconds that Docker waits. */
const STOP_TIMEOUT = 9_000;

export interface StopStep {
  /** What is stopped, for the log. */
  name: string;
  stop: () => Promise<unknown>;
  /** Milliseconds that it takes on purpose; they do not count as too long. */
  takesMs?: number;
}

/**
 * From now on SIGTERM and SIGINT end the process in order: the steps run one after the other, then it exits with 0, or
 * with 1 when a step failed or all together took longer than `timeoutMs`. Further signals change nothing: a terminal
 * and whoever started us often send one each. An error that nobody caught is logged and ends the process the same way,
 * with 1.
 */
export function gracefulStop(log: Logger, steps: StopStep[], timeoutMs = STOP_TIMEOUT): void {
  let stopping = false;
  let exitCode = 0;

  const patience = steps.reduce((ms, { takesMs = 0 }) => ms + takesMs, timeoutMs);

  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      log.fatal({ timeoutMs: patience }, 'did not stop in time');
      process.exit(1);
    }, patience);
    for (const step of steps) {
      try {
        await step.stop();
      } catch (error) {
        exitCode = 1;
        log.error({ err: error, step: step.name }, 'did not stop cleanly');
      }
    }
    log.info('stopped');
    process.exit(exitCode);
  };

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      void stop();
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      exitCode = 1;
      log.fatal({ err: error, event }, 'an error that nobody caught');
      void stop();
    });
  }
}
