import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { KeptServer, type Backoff } from '../src/kept-server.js';
import { fakeApi, isAlive, type FakeApi } from './fake-api.js';

const QUICK: Backoff = { firstMs: 20, longestMs: 80, healthyAfterMs: 60_000 };

function keep(api: FakeApi, backoff = QUICK): { kept: KeptServer; log: string[] } {
  const log: string[] = [];
  const kept = new KeptServer({ start: api.start, firstReadyMs: 10_000, log: (line) => log.push(line), backoff });
  onTestFinished(() => kept.stop());
  return { kept, log };
}

async function pidIn(file: string): Promise<number> {
  return Number(await readFile(file, 'utf8').catch(() => 0));
}

/** Kills the process that the pid file names and waits for the next one. */
async function killAndAwaitNext(pidFile: string): Promise<void> {
  const pid = await pidIn(pidFile);
  process.kill(pid, 'SIGKILL');
  await expect.poll(async () => ![0, pid].includes(await pidIn(pidFile)), { timeout: 5_000 }).toBe(true);
}

const waits = (log: string[]): string[] => log.flatMap((line) => /again in (.*)/.exec(line)?.[1] ?? []);

test('who is killed comes back, each time after a longer wait', async () => {
  const api = await fakeApi();
  const { kept, log } = keep(api);
  const first = await kept.ready;
  for (let i = 0; i < 4; i++) await killAndAwaitNext(api.pidFile);

  expect(log[0]).toBe(`api (process ${first.pid}) ended by SIGKILL; again in 0.02 s`);
  expect(waits(log)).toEqual(['0.02 s', '0.04 s', '0.08 s', '0.08 s']);
  await expect
    .poll(
      () =>
        fetch(first.url)
          .then(({ status }) => status)
          .catch(() => 0),
      { timeout: 5_000 },
    )
    .toBe(200);
});

test('who was well for a while comes back as fast as at first', async () => {
  const api = await fakeApi();
  const { kept, log } = keep(api, { ...QUICK, healthyAfterMs: 0 });
  await kept.ready;
  for (let i = 0; i < 3; i++) await killAndAwaitNext(api.pidFile);
  expect(waits(log)).toEqual(['0.02 s', '0.02 s', '0.02 s']);
});

test('a stop does not wait for the next start', async () => {
  const api = await fakeApi();
  const { kept, log } = keep(api, { ...QUICK, firstMs: 60_000, longestMs: 60_000 });
  const { pid } = await kept.ready;
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => waits(log)).toEqual(['60 s']);
  await kept.stop();
  expect(await pidIn(api.pidFile)).toBe(0);
});

test('a stop in the middle of a start ends what was started', async () => {
  const api = await fakeApi();
  await rm(api.healthy);
  const { kept, log } = keep(api);
  await expect.poll(() => pidIn(api.pidFile)).toBeGreaterThan(0);
  const pid = await pidIn(api.pidFile);
  await kept.stop();
  expect(isAlive(pid)).toBe(false);
  await expect(kept.ready).rejects.toThrow('api ended early');
  expect(log).toEqual([]);
});

test('a first start that fails is not tried again', async () => {
  const { kept, log } = keep(await fakeApi({ BROKEN: 'yes' }));
  await expect(kept.ready).rejects.toThrow('this one cannot start');
  expect(log).toEqual([]);
});

test('a later start may take as long as it needs', async () => {
  const api = await fakeApi();
  const { kept, log } = keep(api);
  await kept.ready;
  await rm(api.healthy);
  await killAndAwaitNext(api.pidFile);
  expect(log.join()).not.toContain('is back');
  await writeFile(api.healthy, '');
  await expect.poll(() => log.at(-1), { timeout: 5_000 }).toBe(`api is back (process ${await pidIn(api.pidFile)})`);
});
