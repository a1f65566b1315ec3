import type { RedisConnection } from '../connect-redis.js';
import type { StreamNames } from '../stream-names.js';

/** What all limits of a service are counted with. */
export interface LimitSurroundings {
  /** A connection for commands, which may be shared; it stays the caller's. */
  redis: RedisConnection;
  names: Pick<StreamNames, 'limits'>;
  /** Hears the name of a limit that has just refused somebody: a counter, say. */
  onRefused?: (name: string) => void;
}

export interface LimitOptions extends LimitSurroundings {
  /** Tells it from all others; what two processes count under one name is counted together. */
  name: string;
  /** How many there may be in one window; 0 for any number. */
  limit: number;
  windowSeconds: number;
}
