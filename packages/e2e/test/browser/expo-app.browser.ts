import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStack, type Stack } from '@besage/stack';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { callExpo } from '../support/expo-app.js';
import { png } from '../support/png.js';
import { BrowserApp } from './browser-app.js';
import { launchBrowser } from './launch-browser.js';
import { servePage, type Site } from './serve-page.js';

let media: string;
let stack: Stack;
let site: Site;
let browser: Browser;
let round = 0;
let apps: BrowserApp[];
let ana: BrowserApp;
let bob: BrowserApp;
let eva: BrowserApp;

beforeAll(async () => {
  media = await mkdtemp(path.join(tmpdir(), 'besage-media-'));
  [stack, site, browser] = await Promise.all([
    startStack({ env: { MEDIA_ROOT: media } }),
    servePage('page'),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  site.close();
  await stack.stop();
  await rm(media, { recursive: true, force: true });
});
beforeEach(async () => {
  round += 1;
  const address = { page: site.url, api: `${stack.apis[0]!.url}/expo` };
  const names = ['ana', 'bob', 'eva'].map((name) => name + String(round));
  apps = await Promise.all(names.map((name) => BrowserApp.open(browser, address, name)));
  [ana, bob, eva] = apps as [BrowserApp, BrowserApp, BrowserApp];
  for (const app of apps) await app.register();
  for (const app of apps) await app.logIn();
});
afterEach(async () => {
  for (const { failures } of apps) expect(failures).toEqual([]);
  await Promise.all(apps.map((app) => app.close()));
});

/** Ana and Bob, each with their chat open. */
async function meet(): Promise<void> {
  await ana.startChat(bob);
  await bob.openChat(ana.username);
  await expect.poll(() => [ana.openSockets, bob.openSockets]).toEqual([1, 1]);
}

const by = ({ username }: BrowserApp, content: string, status: string) => `${username}: ${content} (${status})`;

test('two people talk live, each message is shown once, and their answers come to rest', async () => {
  await meet();
  await ana.say('hello Bob');
  await expect.poll(() => bob.messages()).toEqual([by(ana, 'hello Bob', 'read')]);
  await bob.say('hello Ana');
  await expect.poll(() => ana.messages()).toEqual([by(bob, 'hello Ana', 'read'), by(ana, 'hello Bob', 'sent')]);
  expect([ana, bob].map((app) => app.heardOf('message').length)).toEqual([1, 1]);

  // By then the app has answered all that it will answer of its own accord.
  await Promise.all([ana.listFetched(2), bob.listFetched(2)]);
  const passed = () => [ana, bob].map(({ sent, heard }) => [sent.length, heard.length]);
  const before = passed();
  await Promise.all([ana.listFetched(2), bob.listFetched(2)]);
  expect(passed()).toEqual(before);
  // One message, one typing, and two messages that were delivered and read.
  for (const { heard } of [ana, bob]) expect(heard.length).toBeLessThanOrEqual(6);
});

test('a message is sent, delivered and read, in that order', async () => {
  await ana.startChat(bob);
  await ana.say('hello');
  await expect.poll(() => bob.listed(ana.username).textContent()).toContain('hello');
  await ana.leaveChat();
  await ana.openChat(bob.username);
  expect(await ana.messages()).toEqual([by(ana, 'hello', 'sent')]);

  await bob.openChat(ana.username);
  await expect.poll(() => ana.messages()).toEqual([by(ana, 'hello', 'read')]);
  expect(ana.heardOf('message_status').map(({ status }) => status)).toEqual(['delivered', 'read']);
});

test('the list shows the last message and how many are unread, unless none are', async () => {
  await meet();
  await bob.leaveChat();
  await ana.say('one');
  await ana.say('two');
  const chat = bob.listed(ana.username);
  await expect.poll(() => chat.textContent()).toBe(`${ana.username}two2`);
  // It has left a socket open behind it: that is not reading.
  await expect.poll(() => bob.openSockets).toBe(1);
  await bob.listFetched(2);
  expect(await chat.textContent()).toBe(`${ana.username}two2`);

  await bob.openChat(ana.username);
  await expect.poll(() => chat.textContent()).toBe(`${ana.username}two`);
  expect(await bob.messages()).toEqual([by(ana, 'two', 'read'), by(ana, 'one', 'read')]);
});

test('older messages come by the page, until there are none', async () => {
  await meet();
  for (let n = 1; n <= 51; n++) await ana.say(String(n));
  await expect.poll(() => bob.messages()).toHaveLength(51);
  await bob.leaveChat();
  await bob.openChat(ana.username);
  expect(await bob.messages()).toHaveLength(50);
  await bob.press('Older');
  const contents = (await bob.messages()).map((message) => message.split(' ')[1]);
  expect(contents).toEqual(Array.from({ length: 51 }, (_, i) => String(51 - i)));
  await bob.press('Older');
  expect(await bob.messages()).toHaveLength(51);
});

test('people are added, all are told, and all but oneself see who types', async () => {
  await meet();
  await bob.page.getByLabel(eva.username, { exact: true }).check();
  await bob.press('Add people');
  const participants = (app: BrowserApp) => app.page.locator('#participants').textContent();
  await expect.poll(() => participants(ana)).toBe([bob, eva, ana].map(({ username }) => username).join(', '));
  await expect.poll(() => participants(bob)).toBe([ana, eva, bob].map(({ username }) => username).join(', '));

  await eva.openChat(`${ana.username}, ${bob.username}`);
  await eva.page.getByLabel('Message').fill('h');
  for (const { page } of [ana, bob]) {
    await expect.poll(() => page.locator('#typing').textContent()).toBe(`${eva.username} is typing`);
  }
  expect(eva.heardOf('typing')).toEqual([]);
});

test('a profile and its picture are changed, and seen by others, without a token, from another origin', async () => {
  const renamed = `anna${String(round)}`;
  await ana.page.getByLabel('My name').fill(renamed);
  await ana.press('Save');
  await ana.page.getByLabel('Picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: png });
  await ana.outcome('Done');
  await expect.poll(() => ana.shows('me')).toBe(true);

  await bob.press('Log out');
  await bob.logIn();
  await expect.poll(() => bob.shows(renamed)).toBe(true);
});

test('what is refused is said', async () => {
  await ana.page.getByLabel('My name').fill(bob.username);
  await ana.page.getByRole('button', { name: 'Save' }).click();
  await ana.outcome('This username is taken.');
  await ana.page.getByLabel('My name').fill('an');
  await ana.page.getByRole('button', { name: 'Save' }).click();
  await ana.outcome('username: This must have at least 3 characters.');
});

test('who logs out is out, and can come in again', async () => {
  await meet();
  const token = await ana.page.evaluate<string>("JSON.parse(localStorage.getItem('user')).token");
  await ana.press('Log out');
  await expect.poll(() => ana.openSockets).toBe(0);
  expect((await callExpo(stack.apis[0]!, 'GET', '/api/chats/', { token })).status).toBe(401);

  await ana.logIn();
  await ana.openChat(bob.username);
  await bob.say('welcome back');
  await expect.poll(() => ana.messages()).toEqual([by(bob, 'welcome back', 'read')]);
});

test('when a gateway has died and is back, so are both, and nothing is lost or shown twice', async () => {
  await meet();
  const gateway = stack.gateways[0]!;
  await gateway.kill();
  await expect.poll(() => [ana.openSockets, bob.openSockets]).toEqual([0, 0]);
  await ana.say('meanwhile');
  await gateway.start();
  await expect.poll(() => [ana.openSockets, bob.openSockets]).toEqual([1, 1]);

  await ana.say('back');
  await expect.poll(async () => (await bob.messages())[0]).toBe(by(ana, 'back', 'read'));
  await bob.leaveChat();
  await bob.openChat(ana.username);
  expect(await bob.messages()).toEqual([by(ana, 'back', 'read'), by(ana, 'meanwhile', 'read')]);
});
