import { GuessLimiter, QuickRateLimiter, RateLimiter, SendLimiter, type LimitSurroundings } from '@besage/streams';
import type { Config } from './config.js';

const [MINUTE, HOUR] = [60, 3_600];

/** How often what may come in here; all copies of both services count together. */
export interface Limits {
  /** All requests of one address. */
  ofAddress: QuickRateLimiter;
  /** All requests of one person. */
  ofPerson: QuickRateLimiter;
  /** By person, and by person and chat; the gateways count theirs beside ours. */
  sends: SendLimiter;
  /** Forms with images, by person. */
  uploads: RateLimiter;
  /** By address; wrong passwords are counted by `passwords` besides. */
  logins: RateLimiter;
  /** By address, and by name. */
  registrations: RateLimiter;
  /** By address. */
  refreshes: RateLimiter;
  /** Passwords that are tried. */
  passwords: GuessLimiter;
}

export function createLimits(config: Config, surroundings: LimitSurroundings): Limits {
  const quick = (name: string, limit: number) =>
    new QuickRateLimiter({ ...surroundings, name, limit, windowSeconds: MINUTE });
  const exact = (name: string, limit: number, windowSeconds = MINUTE) =>
    new RateLimiter({ ...surroundings, name, limit, windowSeconds });
  return {
    ofAddress: quick('address-requests', config.ADDRESS_REQUEST_RATE),
    ofPerson: quick('requests', config.REQUEST_RATE),
    sends: new SendLimiter({ ...surroundings, ofPerson: config.SEND_RATE, inChat: config.CHAT_SEND_RATE }),
    uploads: exact('uploads', config.UPLOAD_RATE),
    logins: exact('logins', config.LOGIN_RATE),
    registrations: exact('registrations', config.REGISTER_RATE, HOUR),
    refreshes: exact('refreshes', config.REFRESH_RATE),
    passwords: new GuessLimiter({ ...surroundings, name: 'passwords', limit: config.PASSWORD_FAILURES }),
  };
}
