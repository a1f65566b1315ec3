import { setTimeout as pause } from 'node:timers/promises';
import { startStack, type Stack } from '@besage/stack';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gather, rest, type Group } from '../support/person.js';
import { launchBrowser } from './launch-browser.js';
import { servePage, type Site } from './serve-page.js';

let stack: Stack;
let site: Site;
let browser: Browser;

beforeAll(async () => {
  [stack, site, browser] = await Promise.all([startStack(), servePage('talk'), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  site.close();
  await stack.stop();
});

async function open({ chatId, people }: Group, who: number): Promise<Page> {
  const { username, password } = people[who]!;
  const page = await (await browser.newContext()).newPage();
  const settings = new URLSearchParams({ url: stack.apis[0]!.url, username, password, chat: chatId });
  await page.goto(`${site.url}?${settings.toString()}`);
  await expect.poll(() => page.getByRole('status').textContent()).toBe('online');
  return page;
}

async function say(page: Page, content: string): Promise<void> {
  await page.getByLabel('Message').fill(content);
  await page.getByRole('button', { name: 'Send' }).click();
}

const lines = (page: Page) => page.locator('li').allTextContents();
/** What people wrote, without what became of it. */
const written = async (page: Page) => (await lines(page)).map((line) => line.replace(/ \(\w+\)$/, ''));

/** Somebody else keeps posting until `stop` is called. Gives what was taken. */
function chatter({ chatId, people }: Group): { stop: () => Promise<string[]> } {
  const [, , third] = people;
  const stopping = new AbortController();
  const run = async (): Promise<string[]> => {
    const taken: string[] = [];
    for (let n = 0; !stopping.signal.aborted; n += 1) {
      const body = { content: `chatter ${String(n)}`, client_id: `chatter ${String(n)}` };
      const path = `/api/chats/${chatId}/messages/`;
      const answer = await rest(stack.apis[0]!, 'POST', path, { token: third!.access, body }).catch(() => undefined);
      if (answer?.status === 201 || answer?.status === 200) taken.push(body.content);
      else n -= 1; // the same again
      await pause(50);
    }
    return taken;
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

const faults: [string, () => Promise<void>][] = [
  [
    'the gateway is killed',
    async () => {
      await stack.gateways[0]!.kill();
      await stack.gateways[0]!.start();
    },
  ],
  [
    'the gateway stands still',
    async () => {
      stack.gateways[0]!.signal('SIGSTOP');
      await pause(4_000);
      stack.gateways[0]!.signal('SIGCONT');
    },
  ],
  [
    'Redis is killed and comes back empty',
    async () => {
      await stack.redis.kill();
      await pause(1_000);
      await stack.forgetRedis();
      await stack.redis.start();
    },
  ],
  [
    'the api is killed',
    async () => {
      await stack.apis[0]!.kill();
      await stack.apis[0]!.start();
    },
  ],
];

test.each(faults)(
  'while two browsers talk among others %s: all is said once, in one order, and read',
  async (_what, fault) => {
    const group = await gather(stack.apis[0]!, 3);
    const [ana, ben] = [await open(group, 0), await open(group, 1)];
    const others = chatter(group);
    const said: string[] = [];
    const talk = async (when: string) => {
      for (const [page, name] of [
        [ana, 'ana'],
        [ben, 'ben'],
      ] as const) {
        for (const n of [1, 2]) {
          said.push(`${name} ${when} ${String(n)}`);
          await say(page, said.at(-1)!);
        }
      }
    };

    await talk('before');
    const broken = fault();
    await talk('meanwhile');
    await broken;
    await talk('after');
    const taken = await others.stop();

    const expected = [...said, ...taken].toSorted();
    await expect.poll(async () => (await written(ana)).toSorted(), { timeout: 40_000 }).toEqual(expected);
    await expect.poll(async () => (await written(ben)).toSorted(), { timeout: 40_000 }).toEqual(expected);
    expect(await written(ben)).toEqual(await written(ana));
    // Who listens only over REST reads nothing: it stays "sent" for all, and nothing hangs in "sending".
    expect(await lines(ana)).not.toEqual(expect.arrayContaining([expect.stringMatching(/\((sending|failed)\)$/)]));
    for (const page of [ana, ben]) await page.context().close();
  },
);

test('what is written offline goes out when the line is back, also after the page was loaded anew', async () => {
  const group = await gather(stack.apis[0]!, 2);
  const [ana, ben] = [await open(group, 0), await open(group, 1)];
  await ana.context().setOffline(true);
  await stack.gateways[0]!.kill();
  await say(ana, 'one');
  await say(ana, 'two');
  await expect.poll(() => lines(ana)).toEqual(['one (sending)', 'two (sending)']);
  await stack.gateways[0]!.start();
  await ana.context().setOffline(false);
  await ana.reload();

  await expect.poll(() => written(ben), { timeout: 40_000 }).toEqual(['one', 'two']);
  await expect.poll(() => lines(ana), { timeout: 40_000 }).toEqual(['one (read)', 'two (read)']);
});
