import type { Besage, StoragePort } from '@besage/client';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStorage, arrive, idOf, newClient } from './support/client.js';
import { storedMessages } from './support/stored.js';

let stack: Stack;
const clients: Besage[] = [];
beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await stack.stop();
});

/** Two people in a chat, which both have open. */
async function twoPeople(name: string, options?: { storage: StoragePort }) {
  const server = stack.apis[0]!;
  const [ana, ben] = [await arrive(server, `${name}-ana`, options), await arrive(server, `${name}-ben`)];
  clients.push(ana, ben);
  const { id } = await ana.api.chats.create({ participants: [idOf(ben)] });
  const [ofAna, ofBen] = [ana.chat(id), ben.chat(id)];
  await Promise.all([ofAna.loadOlder(), ofBen.loadOlder()]);
  await expect.poll(() => [ofAna.state?.seq, ofBen.state?.seq]).toEqual([1, 1]);
  return { ana, ben, id, ofAna, ofBen };
}

const contents = (chat: ReturnType<Besage['chat']>) => chat.messages.map(({ content }) => content);
const statuses = (chat: ReturnType<Besage['chat']>) => chat.messages.map(({ status }) => status);

test('two people talk, see each other type, read, react, edit and delete', async () => {
  const { ben, ofAna, ofBen, ana } = await twoPeople('talk');
  expect(ofAna.state?.name).toBe('talk-ben');
  await expect.poll(() => ana.getSnapshot().online.has(idOf(ben))).toBe(true);
  ofAna.send('Hello!');
  await expect.poll(() => contents(ofBen)).toEqual(['Hello!']);
  await expect.poll(() => statuses(ofAna)).toEqual(['delivered']);
  expect(ofBen.state?.unread_count).toBe(1);
  ofBen.markRead();
  expect(ofBen.state?.unread_count).toBe(0);
  await expect.poll(() => statuses(ofAna)).toEqual(['read']);

  ofBen.typing();
  await expect.poll(() => Object.values(ofAna.state!.typing)).toEqual(['talk-ben']);
  const id = ofBen.state!.last_message!.id;
  await ofBen.react(id, 'love');
  await ofAna.edit(id, 'Hello, Ben!');
  await expect.poll(() => ofBen.state!.last_message).toMatchObject({ content: 'Hello, Ben!' });
  expect(ofAna.state?.last_message?.reactions).toMatchObject([{ username: 'talk-ben', type: 'love' }]);
  await expect(ofBen.edit(id, 'mine')).rejects.toMatchObject({ code: 'not_allowed' });
  await ofAna.delete(id);
  await expect.poll(() => ofBen.state!.last_message).toMatchObject({ content: '', deleted: true });
});

test('what is written offline is sent when one is back, also by the next program with the same storage', async () => {
  const storage = aStorage();
  const { ana, id, ofAna, ofBen } = await twoPeople('offline', { storage });
  ana.disconnect();
  for (const text of ['one', 'two', 'three']) ofAna.send(text);
  expect(statuses(ofAna)).toEqual(['sending', 'sending', 'sending']);
  await expect.poll(() => storage.texts.get(`besage:outbox:${idOf(ana)}`)).toContain('three');

  const next = newClient(stack.apis[0]!, { storage });
  clients.push(next);
  await next.restore();
  expect(contents(next.chat(id))).toEqual(['one', 'two', 'three']);
  await next.connect();
  await expect.poll(() => contents(ofBen)).toEqual(['one', 'two', 'three']);
  await expect.poll(() => [...storage.texts.keys()]).toEqual(['besage:session']);
});

test('a gateway killed in the middle: all goes on by itself, and both have all, once, in the same order', async () => {
  const { id, ofAna, ofBen, ana, ben } = await twoPeople('killed');
  const told: number[] = [];
  ben.on('message', ({ chat_id, seq }) => {
    if (chat_id === id) told.push(seq);
  });
  const texts = (name: string) => Array.from({ length: 60 }, (_, i) => `${name} ${String(i)}`);
  for (const text of texts('ana')) ofAna.send(text);
  for (const text of texts('ben')) ofBen.send(text);
  await expect.poll(() => told.length).toBeGreaterThan(5);
  await stack.gateways[0]!.kill();
  await expect.poll(() => ana.getSnapshot().connection).not.toBe('online');
  ofAna.send('meanwhile');
  await stack.gateways[0]!.start();

  const unsent = () => ana.getSnapshot().outgoing.length + ben.getSnapshot().outgoing.length;
  await expect.poll(unsent, { timeout: 40_000 }).toBe(0);
  const stored = await storedMessages(stack.postgres, id);
  expect(stored.filter(({ content }) => content.startsWith('ben')).map(({ content }) => content)).toEqual(texts('ben'));
  expect(stored).toHaveLength(121);
  for (const chat of [ofAna, ofBen]) {
    await expect.poll(() => contents(chat)).toEqual(stored.map(({ content }) => content));
  }
  expect(told).toEqual(stored.map(({ seq }) => seq));
});

test('a gateway stopped in order is left and found again', async () => {
  const { ofAna, ofBen, ben } = await twoPeople('stopped');
  await stack.gateways[0]!.stop();
  await expect.poll(() => ben.getSnapshot().connection).not.toBe('online');
  ofAna.send('are you there?');
  await stack.gateways[0]!.start();
  await expect.poll(() => contents(ofBen), { timeout: 40_000 }).toEqual(['are you there?']);
});

test('whose account is deactivated is signed out at once', async () => {
  const { ana, ben } = await twoPeople('out');
  const ended: string[] = [];
  for (const client of [ana, ben]) client.on('signed_out', () => ended.push(client === ana ? 'ana' : 'ben'));
  await ben.api.users.deactivate(idOf(ben)).catch(() => undefined);
  await expect.poll(() => ended).toEqual(['ben']);
  expect(ben.getSnapshot().connection).toBe('signed_out');
});
