import type { RedisConnection } from './connect-redis.js';

/**
 * Who is connected to which gateway. One set per person with the gateways that hold a socket of theirs, one per gateway
 * with its people, and the leases of all gateways with the time they run out, in milliseconds by Redis's clock. Each
 * script is atomic, so exactly one caller hears that somebody came or went.
 */
const scripts = {
  join: `
    local came = {}
    for i = 2, #ARGV do
      local person = KEYS[1] .. ':person:' .. ARGV[i]
      if redis.call('SCARD', person) == 0 then came[#came + 1] = ARGV[i] end
      redis.call('SADD', person, ARGV[1])
      redis.call('SADD', KEYS[1] .. ':of:' .. ARGV[1], ARGV[i])
    end
    return came`,
  leave: `
    local went = {}
    for i = 2, #ARGV do
      local person = KEYS[1] .. ':person:' .. ARGV[i]
      redis.call('SREM', KEYS[1] .. ':of:' .. ARGV[1], ARGV[i])
      if redis.call('SREM', person, ARGV[1]) == 1 and redis.call('SCARD', person) == 0 then went[#went + 1] = ARGV[i] end
    end
    return went`,
  renew: `
    local time = redis.call('TIME')
    local new = redis.call('ZADD', KEYS[1] .. ':leases', time[1] * 1000 + ARGV[2], ARGV[1])
    return new == 1 and {ARGV[1]} or {}`,
  reap: `
    local time = redis.call('TIME')
    local went = {}
    for _, gateway in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1] .. ':leases', '-inf', time[1] * 1000)) do
      for _, id in ipairs(redis.call('SMEMBERS', KEYS[1] .. ':of:' .. gateway)) do
        local person = KEYS[1] .. ':person:' .. id
        redis.call('SREM', person, gateway)
        if redis.call('SCARD', person) == 0 then went[#went + 1] = id end
      end
      redis.call('DEL', KEYS[1] .. ':of:' .. gateway)
      redis.call('ZREM', KEYS[1] .. ':leases', gateway)
    end
    return went`,
  online: `
    local online = {}
    for i = 1, #ARGV do
      if redis.call('EXISTS', KEYS[1] .. ':person:' .. ARGV[i]) == 1 then online[#online + 1] = ARGV[i] end
    end
    return online`,
} as const;

/** Arguments of one call at the most: Redis unpacks them on a stack. */
const CALL_MAX = 1_000;

/** Who is online, on any gateway. Lives in Redis and may be lost with it: gateways join again then. */
export class PresenceStore {
  private readonly redis: RedisConnection;
  private readonly key: string;

  /** @param key what the keys begin with, see `streamNames` */
  constructor(redis: RedisConnection, key: string) {
    this.redis = redis;
    this.key = key;
  }

  /** These people have a socket on this gateway. @returns those who had none on any before */
  join(gateway: string, userIds: string[]): Promise<string[]> {
    return this.forAll(userIds, (ids) => this.call('join', gateway, ...ids));
  }

  /** These people have no socket on this gateway any more. @returns those who have none on any now */
  leave(gateway: string, userIds: string[]): Promise<string[]> {
    return this.forAll(userIds, (ids) => this.call('leave', gateway, ...ids));
  }

  /**
   * This gateway lives.
   *
   * @param leaseMs milliseconds after which it counts as dead if it says nothing more
   * @returns whether it was not known before: it is new, or was struck off with its people
   */
  async renew(gateway: string, leaseMs: number): Promise<boolean> {
    return (await this.call('renew', gateway, String(leaseMs))).length > 0;
  }

  /** Strikes off gateways whose lease has run out. @returns the people who went with them */
  reap(): Promise<string[]> {
    return this.call('reap');
  }

  /** @returns those of these people who are online */
  async online(userIds: string[]): Promise<Set<string>> {
    return new Set(await this.forAll(userIds, (ids) => this.call('online', ...ids)));
  }

  private async forAll(userIds: string[], call: (ids: string[]) => Promise<string[]>): Promise<string[]> {
    const results: string[] = [];
    for (let from = 0; from < userIds.length; from += CALL_MAX) {
      results.push(...(await call(userIds.slice(from, from + CALL_MAX))));
    }
    return results;
  }

  private async call(script: keyof typeof scripts, ...args: string[]): Promise<string[]> {
    const result: unknown = await this.redis.eval(scripts[script], 1, this.key, ...args);
    return Array.isArray(result) ? result.map(String) : [];
  }
}
