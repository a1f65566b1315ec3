import type { Logger } from 'pino';

/** Milliseconds between two tries whether it is back. */
const ASK_EVERY = 1_000;

export interface OutageOptions {
  /** What is away, for the log. */
  name: string;
  /** Whether an error says that it is. */
  isCause: (error: unknown) => boolean;
}

/**
 * Tells of something that we depend on once when it goes, and once when it is back. Everything that fails meanwhile for want
 * of it says so on `debug`: see `createLogger`, which asks here about every error that is logged.
 */
export class Outage {
  private readonly options: OutageOptions;
  private log: Logger | undefined;
  private probe: (() => PromiseLike<unknown>) | undefined;
  private isLost = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: OutageOptions) {
    this.options = options;
  }

  /** @param probe a question that only the living can answer; asked while it is away */
  watch(log: Logger, probe: () => PromiseLike<unknown>): void {
    this.log = log;
    this.probe = probe;
  }

  /** Whether an error comes of this; if so, it is told. */
  explains(error: unknown): boolean {
    const { isCause } = this.options;
    if (!isCause(error) && !(error instanceof Error && isCause(error.cause))) return false;
    this.lost(error);
    return true;
  }

  /** It is away, as an error says. */
  lost(error: unknown): void {
    if (this.isLost || !this.log) return;
    this.isLost = true;
    this.log.warn({ reason: error instanceof Error ? error.message : String(error) }, `${this.options.name} lost`);
    this.askAgain();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.log = undefined;
  }

  private askAgain(): void {
    this.timer = setTimeout(() => void this.ask(), ASK_EVERY).unref();
  }

  private async ask(): Promise<void> {
    try {
      await this.probe?.();
      this.isLost = false;
      this.log?.info(`${this.options.name} back`);
    } catch {
      if (this.log) this.askAgain();
    }
  }
}
