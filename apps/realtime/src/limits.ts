import { QuickRateLimiter, SendLimiter, type LimitSurroundings } from '@besage/streams';
import type { Config } from './config.js';

/** How often what may come in here; all copies of both services count together. */
export interface Limits {
  /** By person, and by person and chat; the api counts what comes over REST beside ours. */
  sends: SendLimiter;
  /** Sockets. */
  opened: { ofAddress: QuickRateLimiter; ofPerson: QuickRateLimiter };
}

const MINUTE = 60;

export function createLimits(config: Config, surroundings: LimitSurroundings): Limits {
  const quick = (name: string, limit: number) =>
    new QuickRateLimiter({ ...surroundings, name, limit, windowSeconds: MINUTE });
  return {
    opened: {
      ofAddress: quick('address-sockets', config.ADDRESS_CONNECT_RATE),
      ofPerson: quick('sockets', config.CONNECT_RATE),
    },
    sends: new SendLimiter({ ...surroundings, ofPerson: config.SEND_RATE, inChat: config.CHAT_SEND_RATE }),
  };
}
