import { endedSessions, type Db } from '@besage/db';
import type { Logger } from '@besage/service-kit';
import type { Hub } from '../sockets/hub.js';

/** Milliseconds between two looks. */
const LOOK_EVERY = 5_000;

export interface SessionCheckOptions {
  hub: Hub;
  db: Db;
  log: Logger;
}

/**
 * Puts out those whose session has ended without a word to this gateway: Redis was away, or they were being let in just
 * then. Every few seconds PostgreSQL is asked which sessions have ended lately, anywhere: that are few, however many
 * sockets there are here.
 */
export class SessionCheck {
  private readonly options: SessionCheckOptions;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private lookedAt: Date | undefined;

  constructor(options: SessionCheckOptions) {
    this.options = options;
  }

  start(): void {
    this.timer = setTimeout(() => {
      void this.look().then(() => {
        if (!this.stopped) this.start();
      });
    }, LOOK_EVERY);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    const { hub, db, log } = this.options;
    try {
      const { at, sessions } = await endedSessions(db, this.lookedAt);
      for (const { id, userId } of sessions) hub.endSessions(userId, [id]);
      this.lookedAt = at;
    } catch (error) {
      log.warn({ err: error }, 'PostgreSQL did not say which sessions have ended');
    }
  }
}
