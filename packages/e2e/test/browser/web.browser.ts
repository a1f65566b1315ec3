import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtPage, startStack, type Stack } from '@besage/stack';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { register, rest, type Person } from '../support/person.js';
import { png } from '../support/png.js';
import { insertPeople } from '../support/stored.js';
import { bundleExample } from './bundle-example.js';
import { launchBrowser } from './launch-browser.js';
import { WebPage } from './web-page.js';

let media: string;
let stack: Stack;
let browser: Browser;
let round = 0;
let open: WebPage[] = [];

beforeAll(async () => {
  media = await mkdtemp(path.join(tmpdir(), 'besage-media-'));
  [stack, browser] = await Promise.all([startStack({ env: { ...builtPage(), MEDIA_ROOT: media } }), launchBrowser()]);
});
afterEach(async () => {
  const trouble = open.flatMap((web) => web.trouble);
  await Promise.all(open.map((web) => web.close()));
  open = [];
  expect(trouble).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
  await rm(media, { recursive: true, force: true });
});

/** People with accounts; names that nobody has had before. */
function people(...names: string[]): Promise<Person[]> {
  round += 1;
  return Promise.all(names.map((name) => register(stack.apis[0]!, `${name}${String(round)}`)));
}

async function openPage(options: BrowserContextOptions = {}, where = '/'): Promise<WebPage> {
  const web = await WebPage.open(browser, stack.apis[0]!.url + where, options);
  open.push(web);
  return web;
}

async function signedIn(person: Person, options: BrowserContextOptions = {}): Promise<WebPage> {
  const web = await openPage(options);
  await web.signIn(person);
  return web;
}

/** Ana and Ben, side by side, each with their chat open. */
async function sideBySide(options: BrowserContextOptions = {}) {
  const [ana, ben] = (await people('ana', 'ben')) as [Person, Person];
  const chat = await newChat(ana, [ben]);
  const pages = [await signedIn(ana, options), await signedIn(ben, options)] as const;
  await pages[0].openChat(ben.username);
  await pages[1].openChat(ana.username);
  return { ana: pages[0], ben: pages[1], people: { ana, ben }, chat };
}

async function newChat(creator: Person, others: { id: string }[], name?: string): Promise<{ id: string }> {
  const body = { participants_ids: others.map(({ id }) => id), ...(name !== undefined && { name }) };
  return (await rest(stack.apis[0]!, 'POST', '/api/chats/', { token: creator.access, body })).body as { id: string };
}

async function post(person: Person, chat: { id: string }, content: string): Promise<void> {
  const answer = await rest(stack.apis[0]!, 'POST', `/api/chats/${chat.id}/messages/`, {
    token: person.access,
    body: { content },
  });
  expect(answer.status).toBe(201);
}

test('two strangers sign up, find each other and talk', async () => {
  const [ana, ben] = [await openPage(), await openPage()];
  round += 1;
  const names = [`ana${String(round)}`, `ben${String(round)}`] as const;
  for (const [web, name] of [
    [ana, names[0]],
    [ben, names[1]],
  ] as const) {
    await web.button('Create an account').click();
    await web.page.getByLabel('Username').fill(name);
    await web.page.getByLabel('E-mail').fill(`${name}@example.com`);
    await web.page.getByLabel('Password').fill('a correct horse battery');
    await web.button('Create account').click();
    await web.page.getByText('No chats yet').waitFor();
  }
  await ana.button('New chat').click();
  await ana.page.getByRole('combobox', { name: 'People' }).fill(names[1]);
  await ana.page.getByRole('option', { name: names[1] }).click();
  await ana.page.getByRole('combobox', { name: 'People' }).fill('nobody at all');
  await ana.page.getByText('Nobody else of that name.').waitFor();
  await ana.page.keyboard.press('Enter'); // takes nobody, and not her out again
  await ana.page.keyboard.press('Escape');
  await ana.button('Start').click();
  await ana.page.getByRole('heading', { name: names[1] }).waitFor();
  await ana.say('Hello, stranger');

  await expect.poll(() => ben.chat(names[0]).textContent()).toContain('Hello, stranger');
  await expect.poll(() => ben.chat(names[0]).textContent()).toContain('1 unread');
  await expect.poll(() => ben.page.title()).toBe('(1) Besage');
  await expect.poll(() => ana.marks()).toEqual(['Delivered']);
  await ben.openChat(names[0]);
  await expect.poll(() => ana.marks()).toEqual(['Read']);
  await expect.poll(() => ben.page.title()).toBe('Besage');
});

test('who types and who is there is seen, live', async () => {
  const { ana, ben, people } = await sideBySide();
  const presence = () => ana.page.getByRole('main').locator('header p').textContent();
  await expect.poll(presence).toBe('Online');
  await ben.box.pressSequentially('He');
  await ana.page.getByText(`${people.ben.username} is typing`).waitFor();
  await expect.poll(() => ana.chat(people.ben.username).textContent()).toContain('typing …');
  await ben.say('Hello');
  await expect.poll(() => ana.said()).toEqual(['Hello']);
  await expect.poll(() => ana.page.getByText('is typing').count()).toBe(0);
  await ben.close();
  await expect.poll(presence).toBe('Not online');
});

test('what is written offline goes out, what is missed comes in, once, and the page says so', async () => {
  const { ana, ben, people, chat } = await sideBySide();
  await ana.say('before');
  await expect.poll(() => ben.said()).toEqual(['before']);
  await expect.poll(() => ana.marks()).toEqual(['Read']);
  await ana.page.context().setOffline(true);
  await stack.gateways[0]!.kill();
  await ana.page.getByText('Offline').waitFor();
  await ana.say('one');
  await ana.say('two');
  await ana.page.getByText('Offline. 2 to be sent when it is back.').waitFor();
  await expect.poll(() => ana.marks()).toEqual(['Read', 'Being sent', 'Being sent']);
  await post(people.ben, chat, 'meanwhile');

  await stack.gateways[0]!.start();
  await ana.page.context().setOffline(false);
  await ana.page.getByText('Online again.').waitFor({ timeout: 40_000 });
  const all = ['before', 'meanwhile', 'one', 'two'];
  await expect.poll(() => ana.said()).toEqual(all);
  await expect.poll(() => ben.said(), { timeout: 40_000 }).toEqual(all);
  await expect.poll(() => ana.marks()).toEqual(['Read', 'Read', 'Read']);
});

test('what is written without a line outlives the page', async () => {
  const { ana, ben } = await sideBySide();
  await stack.gateways[0]!.kill();
  await ana.page.getByText('Offline').waitFor();
  await ana.say('later');
  await ana.page.getByText('Offline. 1 to be sent').waitFor();
  await ana.page.reload();
  await stack.gateways[0]!.start();
  await expect.poll(() => ben.said(), { timeout: 40_000 }).toEqual(['later']);
  await expect.poll(() => ana.marks()).toEqual(['Read']);
});

test('a gateway killed while both type loses nothing and shows nothing twice', async () => {
  const { ana, ben } = await sideBySide();
  const texts: string[] = [];
  const both = async (when: string) => {
    for (const n of [1, 2, 3]) {
      for (const [web, name] of [
        [ana, 'ana'],
        [ben, 'ben'],
      ] as const) {
        texts.push(`${name} ${when} ${String(n)}`);
        await web.say(texts.at(-1)!);
      }
    }
  };
  await both('before');
  const broken = stack.gateways[0]!.kill().then(() => stack.gateways[0]!.start());
  await both('meanwhile');
  await broken;
  await both('after');
  await expect.poll(async () => (await ana.said()).toSorted(), { timeout: 40_000 }).toEqual(texts.toSorted());
  await expect.poll(() => ben.said(), { timeout: 40_000 }).toEqual(await ana.said());
  await expect.poll(async () => new Set(await ana.marks())).toEqual(new Set(['Read']));
});

test('a message is answered, reacted to, changed and deleted, and the other one sees it', async () => {
  const { ana, ben, people } = await sideBySide();
  await ana.say('How are you?');
  await ben.message('How are you?').waitFor();
  await ben.act('How are you?', 'love');
  await ana.button(`love: ${people.ben.username}`).waitFor();
  await ana.button(`love: ${people.ben.username}`).click();
  await ben.button(`love: ${people.ben.username}, ${people.ana.username}`).waitFor();

  await ben.act('How are you?', 'Reply');
  await ben.say('Fine');
  await expect.poll(() => ana.message('Fine').locator('.quote').textContent()).toContain('How are you?');

  await ben.box.press('ArrowUp');
  const edit = ben.page.getByRole('textbox', { name: 'New text' });
  await expect.poll(() => edit.inputValue()).toBe('Fine');
  await edit.fill('Very well');
  await edit.press('Enter');
  await expect.poll(() => ana.said()).toEqual(['How are you?', 'Very well']);
  await expect.poll(() => ana.message('Very well').textContent()).toContain('edited');

  await ana.act('How are you?', 'Delete');
  await ana.button('Delete').click();
  await expect.poll(() => ben.said()).toEqual(['This message was deleted.', 'Very well']);
});

test('people are added to a group, get roles, are removed and leave, and all see it live', async () => {
  const [anaP, benP, evaP] = (await people('ana', 'ben', 'eva')) as [Person, Person, Person];
  await newChat(anaP, [benP], 'Picnic');
  const [ana, ben, eva] = await Promise.all([anaP, benP, evaP].map((person) => signedIn(person)));
  const headline = (web: WebPage) => web.page.getByRole('main').locator('header p').textContent();
  const members = (web: WebPage) => web.page.getByRole('dialog').getByRole('listitem').allTextContents();
  const act = async (web: WebPage, { username }: Person, action: string) => {
    await web.button(`Actions for ${username}`).click();
    await web.page.getByRole('menuitem', { name: action }).click();
  };
  await ana!.openChat('Picnic');
  await ben!.openChat('Picnic');
  await ben!.button('People in this chat').click();
  await expect.poll(() => members(ben!)).toHaveLength(2);
  expect(await ben!.page.getByRole('combobox', { name: 'Add people' }).count()).toBe(0); // that is the owner's

  await ana!.button('People in this chat').click();
  await ana!.page.getByRole('combobox', { name: 'Add people' }).fill(evaP.username);
  await ana!.page.getByRole('option', { name: evaP.username }).click();
  await ana!.button('Add').click();
  await expect.poll(() => headline(ben!)).toBe('3 people, 2 online');
  await expect.poll(() => members(ben!)).toHaveLength(3);
  await eva!.openChat('Picnic');
  await ana!.button(`Actions for ${benP.username}`).click();
  await ana!.expectAccessible();
  await ana!.page.keyboard.press('Escape');
  await act(ana!, benP, 'Make an admin');
  await expect.poll(async () => (await members(ana!)).join()).toContain('Admin');

  // By the keyboard, which is in the question now, and in the dialog afterwards.
  await ben!.button(`Actions for ${evaP.username}`).press('Enter');
  await ben!.page.getByRole('menuitem', { name: 'Remove' }).press('Enter');
  await ben!.page
    .getByRole('alertdialog')
    .getByRole('button', { name: 'Cancel' })
    .and(ben!.page.locator(':focus'))
    .waitFor();
  await ben!.expectAccessible();
  await ben!.button('Remove').press('Enter');
  await eva!.page.getByText('You are not in this chat.').waitFor();
  await eva!.page.getByRole('link', { name: 'All chats' }).click();
  await eva!.page.getByText('No chats yet').waitFor();
  eva!.trouble.length = 0; // the browser tells of the refusal, too
  await expect.poll(() => members(ana!)).toHaveLength(2);
  await ben!.button('Leave').click();
  await ben!.page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click();
  await ben!.page.getByText('No chats yet').waitFor();
  await expect.poll(() => headline(ana!)).toBe('Just you');
});

test('people are suggested from an @ on, and those who are meant stand out', async () => {
  const [ana, ben, eva] = (await people('ana', 'ben', 'eva')) as [Person, Person, Person];
  await newChat(ana, [ben, eva], 'Picnic');
  const web = await signedIn(ana);
  await web.openChat('Picnic');
  await web.box.pressSequentially('Hi @');
  await expect.poll(() => web.page.getByRole('option').allTextContents()).toHaveLength(2);
  await web.box.pressSequentially('e');
  await expect.poll(() => web.page.getByRole('option').count()).toBe(1);
  await web.expectAccessible();
  await web.box.press('Enter');
  await expect.poll(() => web.box.inputValue()).toBe(`Hi @${eva.username} `);
  await web.box.pressSequentially('and @b');
  await web.page.getByRole('option').waitFor();
  await web.box.press('Escape');
  await expect.poll(() => web.page.getByRole('option').count()).toBe(0);
  await web.box.press('Enter');
  await expect.poll(() => web.log.locator('.message-mention').allTextContents()).toEqual([`@${eva.username}`]);
  await expect.poll(() => web.said()).toEqual([`Hi @${eva.username} and @b`]);
  // Who was not wanted in that message may be in the next.
  await web.box.fill(`Hi @${eva.username} and @`);
  await web.page.getByRole('option', { name: ben.username }).click();
  await expect.poll(() => web.box.inputValue()).toBe(`Hi @${eva.username} and @${ben.username} `);
});

test('of a large chat everybody is listed, and can be mentioned', async () => {
  const [ana] = (await people('ana')) as [Person];
  const crowd = await insertPeople(stack.postgres, 130, `crowd${String(round)}`);
  await newChat(
    ana,
    crowd.map((id) => ({ id })),
    'Crowd',
  );
  const web = await signedIn(ana);
  await web.openChat('Crowd');
  await web.box.pressSequentially(`@crowd${String(round)}-130`);
  await web.page.getByRole('option', { name: `crowd${String(round)}-130` }).waitFor();
  await web.box.press('Enter');
  await web.box.press('Enter');
  await expect.poll(() => web.log.locator('.message-mention').count()).toBe(1);

  await web.button('People in this chat').click();
  const members = web.page.getByRole('dialog').getByRole('listitem');
  await expect.poll(() => members.count()).toBe(100);
  await members.last().scrollIntoViewIfNeeded();
  await expect.poll(() => members.count()).toBe(131);
  await web.button(`Actions for crowd${String(round)}-130`).click();
  await web.page.getByRole('menuitem', { name: 'Remove' }).click();
  await web.button('Remove').click();
  await expect.poll(() => members.count()).toBe(130);
  await web.page.getByRole('heading', { name: 'People (130)' }).waitFor();
});

/** Runs in the browser, on an `<img>`. */
const isLoaded = (image: object): boolean => 'naturalWidth' in image && Number(image.naturalWidth) > 0;

/** Puts an image on the clipboard of an event, or into the hand that drops it, and lets it happen there. */
const giveImage = `({ kind, bytes }) => {
  const element = document.querySelector('textarea');
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], kind + '.png', { type: 'image/png' }));
  const init = { bubbles: true, cancelable: true };
  if (kind === 'paste') return element.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
  for (const type of ['dragover', 'drop']) element.dispatchEvent(new DragEvent(type, { ...init, dataTransfer: data }));
}`;

test('images are sent by button, paste and drop, with how far they are', async () => {
  const { ana, ben, people } = await sideBySide();
  const give = (kind: 'paste' | 'drop') =>
    ana.page.evaluate(`(${giveImage})(${JSON.stringify({ kind, bytes: [...png] })})`);
  // The line is slow, so that there is something to see.
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await ana.page.route('**/api/attachments/', async (route) => {
    await held;
    await route.continue();
  });
  const chosen = ana.page.waitForEvent('filechooser');
  await ana.button('Add images').click();
  await (await chosen).setFiles({ name: 'button.png', mimeType: 'image/png', buffer: png });
  await give('paste');
  await give('drop');
  const tray = ana.page.getByRole('list', { name: 'Images to be sent' });
  await expect.poll(() => tray.getByRole('progressbar').count()).toBe(3);
  await ana.expectAccessible();
  await ana.say('Three dots');
  expect(await ana.said()).toEqual([]); // not before they are there
  letThrough();
  await expect.poll(() => tray.getByRole('progressbar').count()).toBe(0);
  await ana.button('Remove drop.png').click();
  await ana.button('Send').click();

  const images = ben.message('Three dots').getByRole('button', { name: `Image from ${people.ana.username}` });
  await expect.poll(() => images.count()).toBe(2);
  await expect.poll(() => images.first().locator('img').evaluate(isLoaded)).toBe(true);
  await images.first().click();
  await ben.page.getByRole('dialog').waitFor();
  await ben.expectAccessible();
});

test('nothing jumps when an image is there at last, and text runs as its script does', async () => {
  const { ana, ben } = await sideBySide();
  const large = fileURLToPath(new URL('../../../../apps/web/screenshot.png', import.meta.url));
  await ana.page.locator('input[type=file]').setInputFiles(large);
  await expect.poll(() => ana.page.getByRole('progressbar').count()).toBe(0);
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await ben.page.route('**/media/**', async (route) => {
    await held;
    await route.continue();
  });
  await ana.say('שלום!');
  const image = ben.message('שלום').locator('img');
  await image.waitFor({ state: 'attached' });
  const before = await ben.message('שלום').boundingBox();
  expect(await image.evaluate(isLoaded)).toBe(false);
  letThrough();
  await expect.poll(() => image.evaluate(isLoaded)).toBe(true);
  expect(await ben.message('שלום').boundingBox()).toEqual(before);
  await ana.say('Hello, שלום');
  await ben.message('Hello').waitFor();
  const directions =
    '[...document.querySelectorAll(".message-bubble")].map((each) => getComputedStyle(each).direction)';
  expect(await ben.page.evaluate(directions)).toEqual(['rtl', 'ltr']);
});

test('an image that is none is refused with a sentence, and can be taken out', async () => {
  const { ana } = await sideBySide();
  await ana.page.locator('input[type=file]').setInputFiles({
    name: 'not.png',
    mimeType: 'image/png',
    buffer: Buffer.from('not an image'),
  });
  await ana.page.getByText('This is not an image that we take').waitFor();
  await ana.expectAccessible();
  await ana.button('Remove not.png').click();
  await ana.say('without');
  await expect.poll(() => ana.marks()).toEqual(['Read']);
  ana.trouble.length = 0; // the browser tells of the refusal, too
});

test('what is refused says why, and goes out when it is tried again', async () => {
  const { ana, people, chat } = await sideBySide();
  await ana.page.context().setOffline(true);
  await stack.gateways[0]!.kill();
  await ana.page.getByText('Offline').waitFor();
  await ana.say('too late');
  const archive = { token: people.ben.access };
  expect((await rest(stack.apis[0]!, 'DELETE', `/api/chats/${chat.id}/`, archive)).status).toBeLessThan(300);
  await stack.gateways[0]!.start();
  await ana.page.context().setOffline(false);
  await ana.page.getByText('Online again.').waitFor({ timeout: 40_000 });
  await ana.page.getByText('This chat is archived.').waitFor();
  expect(await ana.marks()).toEqual(['Not sent']);
  await ana.page.getByText('nothing more is said here').waitFor();
  await ana.expectAccessible();
  await ana.button('Try again').click();
  await ana.page.getByText('This chat is archived.').waitFor();
  await ana.button('Discard').click();
  await expect.poll(() => ana.said()).toEqual([]);
});

test('older messages come while one scrolls up, and what one reads stands still', async () => {
  const [ana, ben] = (await people('ana', 'ben')) as [Person, Person];
  const chat = await newChat(ana, [ben]);
  for (let n = 1; n <= 120; n += 1) await post(ben, chat, `number ${String(n)}`);
  const web = await signedIn(ana);
  await web.openChat(ben.username);
  await expect.poll(async () => (await web.said()).at(-1)).toBe('number 120');
  expect(await web.said()).toHaveLength(50);
  const scrollUp = () => web.page.evaluate('document.querySelector("[role=log]").scrollBy(0, -100_000)');
  await scrollUp();
  await expect.poll(() => web.said().then(({ length }) => length)).toBe(100);
  // What was on top stays on the screen; above it is more.
  const { y } = (await web.message('number 71').boundingBox())!;
  expect(y > 0 && y < 800).toBe(true);
  await scrollUp();
  await web.page.getByText('This is where the chat begins.').waitFor();
  expect(await web.said()).toEqual(Array.from({ length: 120 }, (_, i) => `number ${String(i + 1)}`));

  await scrollUp();
  await post(ben, chat, 'news');
  await web.button(/To the newest messages, 1 unread/).click();
  await expect.poll(() => web.button(/To the newest/).count()).toBe(0);
  await expect.poll(() => web.chat(ben.username).textContent()).not.toContain('unread');
});

test('everything is done by keyboard alone', async () => {
  const [ana, ben] = (await people('ana', 'ben')) as [Person, Person];
  const chat = await newChat(ben, [ana]);
  await post(ben, chat, 'Hello Ana');
  const { page, ...web } = await openPage();
  const { keyboard } = page;
  const focused = () =>
    page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
  await page.locator('input:focus').waitFor();
  await keyboard.type(ana.username);
  await keyboard.press('Tab');
  await keyboard.type(ana.password);
  await keyboard.press('Enter');
  await page.getByText('Hello Ana').waitFor();
  // Account, new chat, the first chat.
  for (let n = 0; n < 3; n += 1) await keyboard.press('Tab');
  expect(await focused()).toContain('Hello Ana');
  await keyboard.press('Enter');
  await expect.poll(focused).toBe('Message');
  await keyboard.type('Hello Ben');
  await keyboard.press('Enter');
  const own = page.getByRole('log').getByText('Hello Ben');
  await own.waitFor();
  await page.getByRole('button', { name: 'Actions for: Hello Ben' }).waitFor();
  await expect.poll(focused).toBe('Message');

  // Back to the last message, and the one before: react to that.
  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  expect(await focused()).toBe('Actions for: Hello Ben');
  await keyboard.press('Shift+Tab');
  expect(await focused()).toBe('Actions for: Hello Ana');
  await keyboard.press('Enter');
  await expect.poll(focused).toBe('like');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: `love: ${ana.username}` }).waitFor();
  await expect.poll(focused).toBe('Actions for: Hello Ana');
  await keyboard.press('Enter');
  await expect.poll(focused).toBe('like');
  await keyboard.press('Escape');
  await expect.poll(focused).toBe('Actions for: Hello Ana');

  // Forward to my own, and away with it.
  await keyboard.press('Tab');
  while ((await focused()) !== 'Actions for: Hello Ben') await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect.poll(focused).toBe('like');
  await keyboard.press('End');
  await keyboard.press('Enter');
  await expect.poll(focused).toBe('Keep it');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await own.waitFor({ state: 'detached' });
  expect(await focused()).toBe('Messages');
  expect(web.trouble).toEqual([]);
});

test.each(['light', 'dark'] as const)('every view can be used by everybody, %s', async (colorScheme) => {
  const web = await openPage({ colorScheme });
  await web.button('Create an account').waitFor();
  await web.expectAccessible();
  await web.button('Create an account').click();
  await web.button('Create account').click();
  await web.expectAccessible();

  const { ana, ben } = await sideBySide({ colorScheme });
  await ana.say('See https://example.com');
  await ben.message('See').waitFor();
  await ben.act('See', 'haha');
  await ben.act('See', 'Reply');
  await ben.expectAccessible();
  await ben.say('Nice');
  await ana.message('Nice').waitFor();
  await ana.expectAccessible();
  await ana.act('See', 'Edit');
  await ana.expectAccessible();
  await ana.button('Cancel').click();
  await ana.message('See').hover();
  await ana
    .message('See')
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await ana.expectAccessible();
  await ana.page.getByRole('menuitem', { name: 'Delete' }).click();
  await ana.page.getByRole('alertdialog').waitFor();
  await ana.expectAccessible();
  await ana.button('Keep it').click();
  await ana.button(/^Account of/).click();
  await ana.page.getByRole('menu').waitFor();
  await ana.expectAccessible();
  await ana.page.keyboard.press('Escape');
  await ana.button('New chat').click();
  await ana.page.getByRole('combobox').fill('b');
  await ana.page.getByRole('option').first().waitFor();
  await ana.expectAccessible();
});

test('the switch wins over the system, and is remembered', async () => {
  const [ana] = (await people('ana')) as [Person];
  const web = await signedIn(ana, { colorScheme: 'light' });
  const background = () => web.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  expect(await background()).toBe('rgb(255, 255, 255)');
  await web.button(/^Account of/).click();
  await web.page.getByRole('menuitemradio', { name: 'Dark' }).click();
  expect(await background()).toBe('rgb(22, 25, 26)');
  await web.page.reload();
  await web.button(/^Account of/).waitFor();
  expect(await background()).toBe('rgb(22, 25, 26)');
});

test('on a phone there is either the list or a chat, and nothing is cut off', async () => {
  const { ana, people } = await sideBySide({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const overflow = () => ana.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  await ana.say('a word that is far too long for any line: ' + 'x'.repeat(200));
  expect(await overflow()).toBe(0);
  expect(await ana.page.getByRole('navigation', { name: 'Chats' }).isVisible()).toBe(false);
  await ana.expectAccessible();
  await ana.page.getByRole('link', { name: 'All chats' }).click();
  await ana.chat(people.ben.username).waitFor();
  expect(await overflow()).toBe(0);
  expect(await ana.log.isVisible()).toBe(false);
  await ana.expectAccessible();
  await ana.page.goBack();
  await ana.log.waitFor();
});

test('who signs out is out, and what was open stays open for who comes back', async () => {
  const { ana, people, chat } = await sideBySide();
  await ana.button(/^Account of/).click();
  await ana.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await ana.button('Sign in').waitFor();
  await ana.page.reload();
  await ana.signIn(people.ana);
  await ana.page.getByRole('heading', { name: people.ben.username }).waitFor();
  expect(new URL(ana.page.url()).pathname).toBe(`/chats/${chat.id}`);
});

test('a wrong password and a name that is taken are said where they belong', async () => {
  const [ana] = (await people('ana')) as [Person];
  const web = await openPage();
  await web.page.getByLabel('Username or e-mail').fill(ana.username);
  await web.page.getByLabel('Password').fill('not this one');
  await web.button('Sign in').click();
  await expect.poll(() => web.page.getByRole('alert').textContent()).toBe('The username or the password is wrong.');
  await web.button('Create an account').click();
  await web.page.getByLabel('Username').fill(ana.username);
  await web.page.getByLabel('E-mail').fill('somebody@example.com');
  await web.page.getByLabel('Password').fill('a correct horse battery');
  await web.button('Create account').click();
  await web.page.getByText('This username is taken.').waitFor();
  expect(await web.page.getByLabel('Username').getAttribute('aria-invalid')).toBe('true');
  expect(await web.page.locator(':focus').getAttribute('name')).toBe('username');
  await web.expectAccessible();
  web.trouble.length = 0; // the browser tells of the refusals, too
});

test('what cannot be drawn takes nothing else with it', async () => {
  const { ana, ben, people } = await sideBySide();
  await ana.page.evaluate('String.prototype.matchAll = () => { throw new Error("broken"); }');
  await ben.say('Hello');
  await ana.page.getByRole('alert').getByText('Something went wrong on this page.').waitFor();
  await expect.poll(() => ana.chat(people.ben.username).textContent()).toContain('Hello');
  await ana.expectAccessible();
  await ana.button('Load it again').click();
  await expect.poll(() => ana.said()).toEqual(['Hello']);
  ana.trouble.length = 0; // it was meant to break
});

test('somebody who is in no such chat is told so', async () => {
  const [ana, ben, eva] = (await people('ana', 'ben', 'eva')) as [Person, Person, Person];
  const chat = await newChat(ben, [eva]);
  const web = await openPage({}, `/chats/${chat.id}`);
  await web.signIn(ana);
  await expect.poll(() => web.page.getByRole('main').textContent()).toContain('You are not in this chat.');
  web.trouble.length = 0; // the browser tells of the refusal, too
});

test('the example of the README is a chat', async () => {
  const { ben, people } = await sideBySide();
  const { page } = await openPage();
  // In the place of our own page.
  const body = await bundleExample();
  await page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body }));
  page.on('dialog', (dialog) => {
    const answers: Record<string, string> = { 'Name?': people.ana.username, 'Password?': people.ana.password };
    void dialog.accept(answers[dialog.message()] ?? '');
  });
  await ben.say('Hello');
  await page.reload();
  await page.getByText(`${people.ben.username}: Hello (`).waitFor();
  await page.getByRole('textbox').pressSequentially('Hi');
  await ben.page.getByText(`${people.ana.username} is typing`).waitFor();
  await page.getByRole('textbox').press('Enter');
  await page.getByText(`${people.ana.username}: Hi (read)`).waitFor();
  expect(await page.getByRole('textbox').inputValue()).toBe('');
  await expect.poll(() => ben.said()).toEqual(['Hello', 'Hi']);
});
