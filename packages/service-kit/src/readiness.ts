import { setTimeout as pause } from 'node:timers/promises';
import { answers, type Probe } from './health.js';

/** Milliseconds that a part may take to say that it is there. */
const PROBE_TIMEOUT = 2_000;

/** Whether a service is to be sent work, and what it misses if not. */
export interface ReadinessReport {
  status: 'ready' | 'not_ready' | 'draining';
  /** The parts without which it can do nothing for anybody, by name; those that are missing only. */
  missing: string[];
}

/**
 * Whether a service is to be sent work. Not the same as whether it lives: one that waits for its database is not ready, and
 * to start it again would help nobody.
 */
export class Readiness {
  private readonly parts: Map<string, Probe>;
  private readonly timeoutMs: number;
  private draining = false;
  private underWay: Promise<Map<string, boolean>> | undefined;

  /**
   * @param parts what the service needs, by name: a question that fails, or is answered by `false`, where it is missing
   * @param timeoutMs milliseconds after which no answer is one, too
   */
  constructor(parts: Record<string, Probe>, timeoutMs = PROBE_TIMEOUT) {
    this.parts = new Map(Object.entries(parts));
    this.timeoutMs = timeoutMs;
  }

  /** Another part that the service needs. */
  require(part: string, probe: Probe): void {
    this.parts.set(part, probe);
  }

  /**
   * The service is about to stop: from now on it is not ready, whatever it has.
   *
   * @param noticeMs milliseconds after which whoever sends work has noticed, and the promise is fulfilled
   */
  async drain(noticeMs = 0): Promise<void> {
    this.draining = true;
    if (noticeMs > 0) await pause(noticeMs);
  }

  /** Asks all parts. However many want to know at the same time, each part is asked once. */
  async ask(): Promise<Map<string, boolean>> {
    this.underWay ??= this.askAll().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  async report(): Promise<ReadinessReport> {
    if (this.draining) return { status: 'draining', missing: [] };
    const missing = [...(await this.ask())].filter(([, isThere]) => !isThere).map(([part]) => part);
    return { status: missing.length === 0 ? 'ready' : 'not_ready', missing };
  }

  private async askAll(): Promise<Map<string, boolean>> {
    const { parts, timeoutMs } = this;
    const asked = [...parts].map(async ([part, probe]) => [part, await answers(probe, timeoutMs)] as const);
    return new Map(await Promise.all(asked));
  }
}
