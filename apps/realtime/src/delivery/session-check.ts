import type { Logger } from '@besage/service-kit';
import type { Hub } from '../sockets/hub.js';
import type { AccessCheck } from './access.js';

/** Milliseconds between two looks at all sessions. */
const LOOK_EVERY = 5_000;

export interface SessionCheckOptions {
  hub: Hub;
  askAccess: AccessCheck;
  log: Logger;
}

/**
 * Puts out those whose session has ended without a word to this gateway: Redis was away, or they were being let in just
 * then. Every few seconds PostgreSQL is asked which of the sessions here still live.
 */
export class SessionCheck {
  private readonly options: SessionCheckOptions;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

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
    const { hub, askAccess, log } = this.options;
    try {
      const look = async (sessionId: string, userId: string) => {
        const { sessionLives } = await askAccess({ sessionId, userId, chatId: null });
        if (!sessionLives) hub.endSessions(userId, [sessionId]);
      };
      await Promise.all([...hub.sessions()].map(([sessionId, userId]) => look(sessionId, userId)));
    } catch (error) {
      log.warn({ err: error }, 'the sessions could not be looked at');
    }
  }
}
