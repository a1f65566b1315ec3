import { startStack, type Stack } from '@besage/stack';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './launch-browser.js';

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
});

/** What a page complains of, and whom it asks beside its own origin. */
function watch(page: Page): string[] {
  const trouble: string[] = [];
  const { origin } = new URL(stack.apis[0]!.url);
  page.on('pageerror', ({ message }) => trouble.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) trouble.push(request.url());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`${String(response.status())} ${response.url()}`);
  });
  return trouble;
}

test.each([
  ['/swagger/', 'Send a message'],
  ['/redoc/', 'Send a message'],
  ['/asyncapi/', '/ws/chat/{chat_id}/?token=…'],
])('%s is drawn, complains of nothing and asks nobody else', async (path, words) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const trouble = watch(page);
  await page.goto(stack.apis[0]!.url + path);
  await page.getByText(words).first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  expect(trouble).toEqual([]);
  await page.close();
});
