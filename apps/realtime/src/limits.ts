import { ConcurrencyLimiter, QuickRateLimiter, SendLimiter, type LimitSurroundings } from '@besage/streams';
import type { Config } from './config.js';

/** How often what may come in here, and how much of it may be open; all copies of both services count together. */
export interface Limits {
  /** By person, and by person and chat; the api counts what comes over REST beside ours. */
  sends: SendLimiter;
  /** Sockets, by the minute. */
  opened: { ofAddress: QuickRateLimiter; ofPerson: QuickRateLimiter };
  /** Sockets at once. */
  open: { ofAddress: ConcurrencyLimiter; ofPerson: ConcurrencyLimiter };
}

const MINUTE = 60;

/** @param gatewayId whose sockets count as one share */
export function createLimits(config: Config, gatewayId: string, surroundings: LimitSurroundings): Limits {
  const quick = (name: string, limit: number) =>
    new QuickRateLimiter({ ...surroundings, name, limit, windowSeconds: MINUTE });
  const atOnce = (name: string, limit: number) =>
    new ConcurrencyLimiter({ ...surroundings, name, limit, member: gatewayId });
  return {
    opened: {
      ofAddress: quick('address-sockets', config.ADDRESS_CONNECT_RATE),
      ofPerson: quick('sockets', config.CONNECT_RATE),
    },
    open: {
      ofAddress: atOnce('address-sockets-open', config.ADDRESS_SOCKET_MAX),
      ofPerson: atOnce('sockets-open', config.SOCKET_MAX),
    },
    sends: new SendLimiter({ ...surroundings, ofPerson: config.SEND_RATE, inChat: config.CHAT_SEND_RATE }),
  };
}
