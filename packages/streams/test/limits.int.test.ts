import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import {
  ConcurrencyLimiter,
  GuessLimiter,
  QuickRateLimiter,
  RateLimiter,
  SendLimiter,
  type Allowance,
  type LimitSurroundings,
} from '../src/index.js';
import type { ConcurrencyLimitOptions } from '../src/limits/concurrency-limiter.js';
import { digest } from '../src/limits/digest.js';
import { eventually, ownRedis, Setting } from './setting.js';

/** What several processes count their limits with: each has a connection of its own. */
async function processes(count: number, setting = new Setting()): Promise<LimitSurroundings[]> {
  const { names } = setting;
  return Promise.all(Array.from({ length: count }, async () => ({ redis: await setting.connect(), names })));
}

const three = { name: 'three', limit: 3, windowSeconds: 60 };
const verdicts = (allowances: Allowance[]) => allowances.map(({ isAllowed }) => isAllowed);

test('processes count together, each key and each limit alone, and whoever is refused hears for how long', async () => {
  const [here, there] = await processes(2);
  const refused: string[] = [];
  const onRefused = (name: string) => refused.push(name);
  const a = new RateLimiter({ ...here!, ...three, onRefused });
  const b = new RateLimiter({ ...there!, ...three, onRefused });
  const other = new RateLimiter({ ...there!, ...three, name: 'other' });

  expect(await a.take('ana')).toMatchObject({ isAllowed: true, limit: 3, remaining: 2 });
  expect(verdicts([await b.take('ana'), await a.take('ana'), await b.take('ana')])).toEqual([true, true, false]);
  const refusal = await a.take('ana');

  expect(refusal).toMatchObject({ isAllowed: false, limit: 3, remaining: 0 });
  expect(refusal.resetMs).toBeGreaterThan(30_000);
  expect(refusal.resetMs).toBeLessThanOrEqual(60_000);
  expect(refused).toEqual(['three', 'three']);
  expect(verdicts([await a.take('ben'), await other.take('ana')])).toEqual([true, true]);
});

test('a limit of 0 is none', async () => {
  const [here] = await processes(1);
  const off = { ...here!, ...three, limit: 0 };
  const limiters = [new RateLimiter(off), new QuickRateLimiter(off)];

  for (const limiter of limiters) {
    for (let i = 0; i < 10; i++) expect(await limiter.take('ana')).toMatchObject({ isAllowed: true, limit: 0 });
  }
});

test('keys tell nobody whose they are, lie in one slot and go with their window', async () => {
  const setting = new Setting();
  const [here] = await processes(1, setting);
  await new RateLimiter({ ...here!, ...three }).take('ana@example.com');
  const guesses = new GuessLimiter({ ...here!, name: 'guesses', limit: 1 });
  const guess = await guesses.begin({ name: 'ana@example.com', accounts: ['1'], address: '203.0.113.7' });
  await guess.succeeded();

  const redis = here!.redis;
  const nodes = 'nodes' in redis ? redis.nodes('master') : [redis];
  const keys = (await Promise.all(nodes.map((node) => node.keys(`${setting.names.limits}:*`)))).flat();
  // One for each window, of the name and of the account, and the address that is known.
  expect(keys).toHaveLength(8);
  for (const key of keys) {
    expect(key).not.toMatch(/ana|203/);
    expect(await redis.ttl(key)).toBeGreaterThan(0);
  }
});

test('without Redis each process holds the limit alone, and once it is back they do so together', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const [here, there] = await processes(2, setting);
  const exact = new RateLimiter({ ...here!, ...three });
  const quick = new QuickRateLimiter({ ...here!, ...three, name: 'quick' });
  await server.stop();

  for (const limiter of [exact, quick]) {
    const taken = [];
    for (let i = 0; i < 5; i++) taken.push(await limiter.take('ana'));
    expect(verdicts(taken)).toEqual([true, true, true, false, false]);
    expect(taken[4]!.resetMs).toBeGreaterThan(0);
  }

  await server.start();
  const answers = ({ redis, names }: LimitSurroundings) => redis.exists(names.limits).catch(() => 'away');
  await eventually(() => Promise.all([answers(here!), answers(there!)])).toEqual([0, 0]);
  const elsewhere = new RateLimiter({ ...there!, ...three });
  for (const limiter of [exact, elsewhere, exact]) await limiter.take('ben');
  expect(verdicts([await exact.take('ben'), await elsewhere.take('ben')])).toEqual([false, false]);
});

test('a Redis that hangs holds nobody up for long, and lets nobody through', async () => {
  const server = await ownRedis();
  const [here] = await processes(1, new Setting(server.url));
  const exact = new RateLimiter({ ...here!, ...three });
  const guesses = new GuessLimiter({ ...here!, name: 'guesses', limit: 3 });
  server.signal('SIGSTOP');
  try {
    const taken = await Promise.all(Array.from({ length: 5 }, () => exact.take('ana')));
    const guess = { name: 'ana', accounts: ['1'], address: '203.0.113.7' };
    const tried = await Promise.allSettled(Array.from({ length: 5 }, () => guesses.begin(guess)));

    expect(verdicts(taken).filter((isAllowed) => isAllowed)).toHaveLength(3);
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    // The connection has not been given up yet: what was waited for was the answer.
    expect(here!.redis.status).toBe('ready');
  } finally {
    server.signal('SIGCONT');
  }
});

test('what is counted here is known there before long', async () => {
  const [here, there] = await processes(2);
  const [a, b] = [here!, there!].map((each) => new QuickRateLimiter({ ...each, ...three, limit: 1_500 }));
  for (let i = 0; i < 500; i++) for (const name of ['ana', String(i)]) a!.take(name);
  for (let i = 0; i < 999; i++) a!.take('ana');

  // Of Ana there is one left, for both together: b hears of the others only when it has something to tell.
  expect(b!.take('ana').isAllowed).toBe(true);
  await eventually(() => b!.take('ana').isAllowed).toBe(false);
  await eventually(() => a!.take('ana').isAllowed).toBe(false);
  expect(b!.take('0').remaining).toBe(1_499);
});

test('what costs more counts for more', async () => {
  const [here] = await processes(1);
  const limiter = new QuickRateLimiter({ ...here!, ...three });

  expect(limiter.take('ana', 2)).toMatchObject({ isAllowed: true, remaining: 1 });
  expect(limiter.take('ana', 2)).toMatchObject({ isAllowed: false, remaining: 1 });
  expect(limiter.take('ana')).toMatchObject({ isAllowed: true, remaining: 0 });
});

test('with a new window all begins anew', async () => {
  const [here] = await processes(1);
  let now = 90_000;
  const limiter = new QuickRateLimiter({ ...here!, ...three, clock: () => now });
  const take = () => limiter.take('ana');

  expect(verdicts([take(), take(), take(), take()])).toEqual([true, true, true, false]);
  expect(take().resetMs).toBe(30_000);
  expect(limiter.hasRoom('ana')).toBe(false);
  now = 119_999;
  expect(take()).toMatchObject({ isAllowed: false, resetMs: 1 });
  now = 120_000;
  expect(limiter.hasRoom('ana')).toBe(true);
  expect(take()).toMatchObject({ isAllowed: true, remaining: 2, resetMs: 60_000 });
});

test('sends are counted by person, and by person and chat', async () => {
  const [here] = await processes(1);
  const sends = new SendLimiter({ ...here!, ofPerson: 5, inChat: 3 });
  const inChat = (chat: string) => sends.take('ana', chat);

  expect(verdicts([inChat('one'), inChat('one'), inChat('one'), inChat('one')])).toEqual([true, true, true, false]);
  expect(inChat('two')).toMatchObject({ isAllowed: true, remaining: 0 });
  expect(inChat('two')).toMatchObject({ isAllowed: false, limit: 5 });
  expect(() => sends.require('ana', 'two')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  expect(sends.take('ben', 'one')).toMatchObject({ isAllowed: true, limit: 3, remaining: 2 });
  expect(new SendLimiter({ ...here!, ofPerson: 0, inChat: 2 }).take('cleo', 'one')).toMatchObject({ limit: 2 });
});

const refusal = expect.objectContaining({ code: 'rate_limited', retryAfter: expect.any(Number) as number }) as Error;

test('who guesses is stopped, from wherever; the owner comes in from where they were before', async () => {
  const [here] = await processes(1);
  const guesses = new GuessLimiter({ ...here!, name: 'guesses', limit: 2 });
  const begin = (address: string, name = 'ana') => guesses.begin({ name, accounts: ['1'], address });
  await (await begin('home')).succeeded();

  for (const address of ['a', 'b']) expect(await begin(address)).toMatchObject({ isOpen: true });
  await expect(begin('c')).rejects.toEqual(refusal);
  await expect(guesses.begin({ name: 'nobody', address: 'c' })).resolves.toMatchObject({ isOpen: true });

  // What was right does not count, and whoever knew it here is known by any name.
  for (let i = 0; i < 5; i++) await (await begin('home', 'ana@example.com')).succeeded();
  for (let i = 0; i < 2; i++) expect(await begin('home')).toMatchObject({ isOpen: true });
  await expect(begin('home')).rejects.toEqual(refusal);
});

test('another name is no other account, and is not seen to be the same', async () => {
  const [here] = await processes(1);
  const guesses = new GuessLimiter({ ...here!, name: 'guesses', limit: 2 });
  const begin = async (name: string, ...accounts: string[]) => (await guesses.begin({ name, accounts })).isOpen;

  expect([await begin('ana', '1'), await begin('ana', '1')]).toEqual([true, true]);
  expect([await begin('ana@example.com', '1'), await begin('ana@example.com', '1')]).toEqual([false, false]);
  await expect(begin('ana@example.com', '1')).rejects.toEqual(refusal);
  expect(await begin('both', '1', '2')).toBe(false);
  expect(await begin('ben', '2')).toBe(true);
});

test('who goes on guessing waits longer', async () => {
  const setting = new Setting();
  const [here] = await processes(1, setting);
  /** A guess in a minute of its own, by a process that has not heard of those before. */
  const wait = async () => {
    for (const window of ['60', '3600']) {
      if (window === '60' || hourPassed) await here!.redis.del(keyOf(window));
    }
    const guesses = new GuessLimiter({ ...here!, name: 'guesses', limit: 1 });
    const [{ status, ...outcome }] = await Promise.allSettled([guesses.begin({ name: 'ana' })]);
    return status === 'fulfilled' ? 0 : (outcome as { reason: { retryAfter: number } }).reason.retryAfter;
  };
  let hourPassed = false;
  const keyOf = (window: string) => `${setting.names.limits}:guesses-${window}:${digest('ana')}`;

  expect([await wait(), await wait(), await wait()]).toEqual([0, 0, 0]);
  const anHour = await wait();
  expect(anHour).toBeGreaterThan(60);
  expect(anHour).toBeLessThanOrEqual(3_600);
  hourPassed = true;
  for (let i = 3; i < 10; i++) expect(await wait()).toBe(0);
  const aDay = await wait();
  expect(aDay).toBeGreaterThan(3_600);
  expect(aDay).toBeLessThanOrEqual(86_400);
});

/** A process of which something is open, beside others. */
function shareOf(surroundings: LimitSurroundings, options: Partial<ConcurrencyLimitOptions> = {}) {
  const member = randomUUID();
  const limiter = new ConcurrencyLimiter({
    ...surroundings,
    name: 'open',
    limit: 3,
    member,
    tellEveryMs: 50,
    ...options,
  });
  limiter.start();
  onTestFinished(() => limiter.stop());
  const putOut: string[] = [];
  const open = (name: string, key = 'ana') => {
    const place = limiter.add(key);
    place.onSurplus = () => putOut.push(name);
    return place;
  };
  const { redis, names } = surroundings;
  /** How many of Ana's Redis knows of. */
  const known = async () => Number(await redis.hget(`${names.limits}:open:of:${member}`, 'ana').catch(() => -1));
  return { member, limiter, open, putOut, known };
}

test('what is open at once is counted together: the newest are put out where there are too many', async () => {
  const [here, there] = (await processes(2)).map((each) => shareOf(each));
  const [first] = ['1', '2'].map((name) => here!.open(name));
  await eventually(here!.known).toBe(2);
  const [third] = ['3', '4', '5'].map((name) => there!.open(name));
  there!.open('of ben', 'ben');

  expect(there!.limiter.hasRoom('ana')).toBe(false);
  await eventually(() => there!.putOut).toEqual(['4', '5']);
  expect(here!.putOut).toEqual([]);

  third!.leave();
  first!.leave();
  await eventually(here!.known).toBe(1);
  expect(there!.limiter.hasRoom('ana')).toBe(true);
  here!.open('6');
  await eventually(here!.known).toBe(2);
  // Of those who were put out nobody has left yet.
  expect(here!.putOut).toEqual(['6']);
});

test('the share of a process that is killed ends with its lease, of one that stops at once', async () => {
  const [doomed, orderly, here] = await processes(3);
  const killed = shareOf(doomed!, { leaseMs: 300 });
  const stopped = shareOf(orderly!);
  killed.open('1');
  stopped.open('2');
  await eventually(killed.known).toBe(1);
  await eventually(stopped.known).toBe(1);

  await stopped.limiter.stop();
  expect(await stopped.known()).toBe(0);
  doomed!.redis.disconnect();
  const left = () => here!.redis.smembers(`${here!.names.limits}:open:members`);
  const own = shareOf(here!, { leaseMs: 300 });
  await eventually(left).toEqual([own.member]);
  for (const name of ['3', '4', '5']) own.open(name);
  await eventually(own.known).toBe(3);
  await own.limiter.stop();
  expect(own.putOut).toEqual([]);
});

test('what is open while Redis is away, or was before Redis was emptied, is told when it is back', async () => {
  const server = await ownRedis();
  const [here, there] = (await processes(2, new Setting(server.url))).map((each) => shareOf(each, { leaseMs: 300 }));
  here!.open('1');
  await eventually(here!.known).toBe(1);
  await server.stop();

  for (const name of ['2', '3', '4']) there!.open(name);
  expect(here!.limiter.hasRoom('ana')).toBe(true);
  expect(there!.limiter.hasRoom('ana')).toBe(false);

  await server.start();
  await eventually(async () => [await here!.known(), await there!.known()]).toEqual([1, 3]);
  there!.open('5');
  await eventually(() => there!.putOut).toContain('5');
  expect(here!.putOut).toEqual([]);
});

test('where any number may be open, nothing is counted and nobody told', async () => {
  const setting = new Setting();
  const [here] = await processes(1, setting);
  const { limiter, open } = shareOf(here!, { limit: 0 });
  for (let i = 0; i < 10; i++) open(String(i));

  expect(limiter.hasRoom('ana')).toBe(true);
  expect(limiter.countOf('ana')).toBe(0);
  await limiter.stop();
  expect(await here!.redis.exists(`${setting.names.limits}:open:members`)).toBe(0);
});
