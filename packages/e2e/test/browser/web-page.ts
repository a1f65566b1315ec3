import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Somebody at the page of `apps/web`, in a browser of their own. */
export class WebPage {
  readonly page: Page;
  /** What the page complains of; that the line cannot be had while it is cut is no complaint. */
  readonly trouble: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    // Less than a test has, so that it says what was missing.
    page.setDefaultTimeout(15_000);
    page.on('pageerror', ({ message }) => this.trouble.push(message));
    page.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type()) && !/WebSocket|ERR_/.test(text)) this.trouble.push(text);
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WebPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const web = new WebPage(await context.newPage());
    await web.page.goto(url);
    return web;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async signIn({ username, password }: { username: string; password: string }): Promise<void> {
    await this.page.getByLabel('Username or e-mail').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.button('Sign in').click();
    await this.button(`Account of ${username}`).waitFor();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** A chat in the list, which says all that is said of it there. */
  chat(title: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Chats' })
      .getByRole('link')
      .filter({ has: this.page.locator('.chat-row-title', { hasText: new RegExp(`^${title}`) }) });
  }

  async openChat(title: string): Promise<void> {
    await this.chat(title).click();
    await this.page.getByRole('heading', { name: title, exact: true }).waitFor();
  }

  get box(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  /** The message that says this. */
  message(text: string): Locator {
    return this.log.getByRole('listitem').filter({ has: this.page.locator('.message-bubble > p', { hasText: text }) });
  }

  /** What is said in the open chat, in order. */
  said(): Promise<string[]> {
    return this.log.locator('.message-bubble > p').allTextContents();
  }

  /** How far each of my messages has come. */
  marks(): Promise<string[]> {
    return this.log.locator('.delivery-mark').allTextContents();
  }

  /** Does one of the things that the menu of a message offers. */
  async act(text: string, action: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text)
      .getByRole('button', { name: /^Actions for/ })
      .click();
    const menu = this.page.getByRole('menu');
    await menu
      .getByRole('menuitem', { name: action })
      .or(menu.getByRole('menuitemradio', { name: action }))
      .click();
  }

  /** Looks for what keeps people out who cannot see or use a mouse. */
  async expectAccessible(): Promise<void> {
    await this.page.evaluate(axe.source);
    // What moves is looked at where it comes to rest.
    await this.page.evaluate(
      'Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().iterations === 1).map((a) => a.finished))',
    );
    const { violations } = await this.page.evaluate<AxeResults>('axe.run()');
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect(found).toEqual([]);
  }
}
