import { readFile } from 'node:fs/promises';
import { Besage } from '@besage/client';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { arrive, idOf, newClient, passwordOf } from './support/client.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await stack.stop();
});

/** The example, as it stands in the README, and once more in that of the repository. */
async function example(url: string): Promise<string> {
  const readme = await readFile(new URL('../../client/README.md', import.meta.url), 'utf8');
  const [block = '', code = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
  expect(await readFile(new URL('../../../README.md', import.meta.url), 'utf8')).toContain(block);
  return code.replace(/^import .*$/m, '').replace('http://127.0.0.1:3000', url);
}

/** As much of a page as the example has. */
function aPage() {
  const list = {
    lines: [] as string[],
    replaceChildren: (...items: { textContent: string }[]) => (list.lines = items.map((item) => item.textContent)),
  };
  const form = {
    text: { value: '', oninput: () => {} },
    reset: () => (form.text.value = ''),
    onsubmit: (_event: { preventDefault: () => void }) => {},
  };
  const document = {
    querySelector: (selector: string) => ({ ul: list, form })[selector],
    createElement: () => ({}),
  };
  return { list, form, document };
}

test('the example of the README is a chat', async () => {
  const api = stack.apis[0]!;
  const ben = await arrive(api, 'ben');
  const ana = newClient(api);
  await ana.register({ username: 'ana', email: 'ana@example.com', password: passwordOf('ana') });
  const chat = ben.chat((await ben.api.chats.create({ participants: [idOf(ana)] })).id);
  await expect.poll(() => chat.state).toBeDefined();
  chat.send('Hello!');

  const { list, form, document } = aPage();
  const answers: Record<string, string> = { 'Name?': 'ana', 'Password?': passwordOf('ana') };
  const localStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  vi.stubGlobal('WebSocket', WebSocket);
  const AsyncFunction = Object.getPrototypeOf(async () => {}) as { constructor: FunctionConstructor };
  const names = ['Besage', 'document', 'localStorage', 'prompt'];
  const run = new AsyncFunction.constructor(...names, await example(api.url)) as (
    ...values: unknown[]
  ) => Promise<void>;
  await run(Besage, document, localStorage, (question: string) => answers[question]);

  await expect.poll(() => list.lines).toEqual(['ben: Hello! (read)']);
  form.text.oninput();
  await expect.poll(() => Object.values(chat.state!.typing)).toEqual(['ana']);
  form.text.value = 'Hi, Ben.';
  form.onsubmit({ preventDefault: () => {} });
  expect(list.lines).toEqual(['ben: Hello! (read)', 'ana: Hi, Ben. (sending)']);
  await expect.poll(() => chat.state!.last_message!.content).toBe('Hi, Ben.');
  chat.markRead();
  await expect.poll(() => list.lines).toEqual(['ben: Hello! (read)', 'ana: Hi, Ben. (read)']);
  ben.disconnect();
});
