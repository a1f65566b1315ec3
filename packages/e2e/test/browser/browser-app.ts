import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { parseFrame, type Frame } from '../support/expo-app.js';

const PASSWORD = 'long enough';

/** The page that behaves as the app, in a browser of somebody's own: what they do there, and what passes their sockets. */
export class BrowserApp {
  readonly username: string;
  /** Frames of all sockets there were. */
  readonly sent: Frame[] = [];
  readonly heard: Frame[] = [];
  /** Of scripts that failed. */
  readonly failures: Error[] = [];
  openSockets = 0;
  readonly page: Page;
  private readonly context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, username: string) {
    this.context = context;
    this.page = page;
    this.username = username;
    page.on('pageerror', (error) => this.failures.push(error));
    page.on('websocket', (socket) => {
      this.openSockets += 1;
      socket.on('close', () => (this.openSockets -= 1));
      socket.on('framesent', ({ payload }) => this.sent.push(JSON.parse(String(payload)) as Frame));
      socket.on('framereceived', ({ payload }) => this.heard.push(parseFrame(String(payload))));
    });
  }

  /** Opens the page in a context of its own; `api` is its one setting. */
  static async open(browser: Browser, address: { page: string; api: string }, username: string): Promise<BrowserApp> {
    const context = await browser.newContext();
    const app = new BrowserApp(context, await context.newPage(), username);
    await app.page.goto(`${address.page}?api=${encodeURIComponent(address.api)}`);
    return app;
  }

  close(): Promise<void> {
    return this.context.close();
  }

  async register(): Promise<void> {
    await this.page.getByLabel('Username', { exact: true }).fill(this.username);
    await this.page.getByLabel('E-mail', { exact: true }).fill(`${this.username}@example.com`);
    await this.page.getByLabel('Password').fill(PASSWORD);
    await this.press('Register');
  }

  async logIn(): Promise<void> {
    await this.page.getByLabel('Username', { exact: true }).fill(this.username);
    await this.page.getByLabel('Password').fill(PASSWORD);
    await this.press('Log in');
  }

  /** Ticks these people and starts a chat with them. */
  async startChat(...others: BrowserApp[]): Promise<void> {
    for (const { username } of others) await this.page.getByLabel(username, { exact: true }).check();
    await this.press('Start chat');
  }

  async openChat(name: string): Promise<void> {
    await this.page.getByRole('region', { name: 'Chats' }).getByRole('button', { name, exact: true }).click();
    await this.outcome('Done');
  }

  /** Goes back to the list, which leaves a socket open behind. */
  leaveChat(): Promise<void> {
    return this.press('Back');
  }

  async say(content: string): Promise<void> {
    await this.page.getByLabel('Message').fill(content);
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  /** Presses a button and waits until what it does is done. */
  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
    await this.outcome('Done');
  }

  /** Waits for what the page says about the last action. */
  async outcome(sentence: string): Promise<void> {
    await expect.poll(() => this.page.getByRole('alert').textContent()).toBe(sentence);
  }

  /** The messages of the open chat as they are read, newest first. */
  messages(): Promise<string[]> {
    return this.page.locator('#messages li').allTextContents();
  }

  /** A chat in the list. */
  listed(name: string): Locator {
    return this.page.locator('#chats li', { has: this.page.getByRole('button', { name, exact: true }) });
  }

  /** Waits until the page has looked at its list of chats so many times more, once a second. */
  async listFetched(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      await this.page.waitForResponse(
        (answer) => answer.request().method() === 'GET' && answer.url().endsWith('/chats/'),
      );
    }
  }

  /** Whether a picture is there, and is not what stands in for it. */
  async shows(alt: string): Promise<boolean> {
    const image = this.page.getByAltText(alt, { exact: true });
    return (await image.getAttribute('src'))?.startsWith('http') === true && (await image.evaluate(isLoaded));
  }

  /** The frames heard of one type. */
  heardOf(type: string): Frame[] {
    return this.heard.filter((frame) => frame['type'] === type);
  }
}

/** Runs in the browser, on an `<img>`. */
const isLoaded = (image: object): boolean => 'naturalWidth' in image && Number(image.naturalWidth) > 0;
