import type { Besage } from '@besage/client';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrive, arriveAgain, idOf, newClient, passwordOf } from './support/client.js';

let stack: Stack;
let ana: Besage, ben: Besage, cleo: Besage;
/** A chat of the three, which is ana's. */
let id: string;
beforeAll(async () => {
  stack = await startStack();
  const [api] = stack.apis;
  [ana, ben, cleo] = [await arrive(api!, 'ana'), await arrive(api!, 'ben'), await arrive(api!, 'cleo')];
  ({ id } = await ana.api.chats.create({ name: 'Room', participants: [ben, cleo].map(idOf) }));
});
afterAll(async () => {
  for (const client of [ana, ben, cleo]) client.disconnect();
  await stack.stop();
});

/** One red pixel. */
const image = new Blob(
  [
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
      'base64',
    ),
  ],
  { type: 'image/png' },
);

test('people', async () => {
  const { users } = ana.api;
  const first = await users.list({ limit: 2 });
  const second = await users.list({ limit: 2, cursor: first.cursor });
  expect(first.items.map(({ username }) => username)).toEqual(['ana', 'ben']);
  expect(second.items[0]).toMatchObject({ username: 'cleo' });
  expect(await users.list({ search: 'le' })).toMatchObject({ items: [{ username: 'cleo' }] });
  expect(await users.get(idOf(ben))).toMatchObject({ username: 'ben' });
  expect(await users.me()).toMatchObject({ email: 'ana@example.com' });
  const moved = await users.update(idOf(ana), { email: 'a@example.com', password: passwordOf('ana') });
  expect(moved).toMatchObject({ email: 'a@example.com' });
  expect((await users.setImage(idOf(ana), image)).profile_img).toContain('/media/profile/');
  await expect(users.get('nobody')).rejects.toMatchObject({ code: 'invalid_input', status: 400 });
  await expect(users.update(idOf(ben), {})).rejects.toMatchObject({ code: 'not_allowed', status: 403 });
});

test('where somebody is signed in, and out again', async () => {
  const fay = await arrive(stack.apis[0]!, 'fay');
  const elsewhere = await arriveAgain(stack.apis[0]!, 'fay');
  const first = await fay.api.sessions.list({ limit: 1 });
  const second = await fay.api.sessions.list({ limit: 1, cursor: first.cursor });
  expect([...first.items, ...second.items].map(({ current }) => current)).toEqual([false, true]);

  await fay.api.sessions.end(first.items[0]!.id);

  await expect.poll(() => elsewhere.getSnapshot().connection).toBe('signed_out');
  expect((await fay.api.sessions.list()).items).toMatchObject([{ current: true, address: '127.0.0.1' }]);
  fay.disconnect();
});

test('a password', async () => {
  const dan = await arrive(stack.apis[0]!, 'dan');
  await expect(dan.api.users.changePassword('wrong', 'something else')).rejects.toMatchObject({
    code: 'wrong_password',
  });
  await dan.api.users.changePassword(passwordOf('dan'), 'something else');
  await newClient(stack.apis[0]!).login({ username: 'dan', password: 'something else' });
  await dan.logout();
});

test('chats and who is in them', async () => {
  const { chats } = ana.api;
  expect(await chats.list({ search: 'Roo' })).toMatchObject({ items: [{ id }] });
  expect(await chats.rename(id, 'Kitchen')).toMatchObject({ name: 'Kitchen' });
  expect(await chats.setRole(id, idOf(ben), 'admin')).toMatchObject({ id });
  expect(await chats.participants(id, { limit: 2 })).toMatchObject({ items: [{ role: 'owner' }, { role: 'admin' }] });
  expect((await chats.remove(id, [idOf(cleo)])).participants).toHaveLength(2);
  expect((await chats.add(id, [idOf(cleo)])).participants).toHaveLength(3);
  await ben.api.chats.leave(id);
  expect(await chats.get(id)).toMatchObject({ participant_count: 2 });
  await chats.archive((await chats.create({ name: 'Old', participants: [] })).id);
});

test('messages, images and reactions', async () => {
  const { chats, messages, reactions, attachments } = ana.api;
  const { id: chat } = await chats.create({ name: 'Talk', participants: [idOf(cleo)] });
  const sent = await messages.send(chat, { content: 'one', client_id: 'a' });
  expect(await messages.send(chat, { content: 'one', client_id: 'a' })).toMatchObject({ id: sent.id });
  expect(await messages.edit(sent.id, 'two')).toMatchObject({ content: 'two' });
  const picture = await attachments.upload(image);
  const shown = await messages.send(chat, { content: '', reply_to: sent.id, attachments: [picture.id] });
  expect(shown).toMatchObject({ reply_to: sent.id, attachments: [{ id: picture.id, width: 1 }] });
  expect(await cleo.api.messages.setStatus(sent.id, 'read')).toMatchObject({ status: 'read' });
  await cleo.api.chats.markRead(chat);
  expect(await messages.get(shown.id)).toMatchObject({ status: 'read' });

  expect(await reactions.types()).toContain('love');
  expect(await cleo.api.reactions.toggle(sent.id, 'love')).toMatchObject({ type: 'love' });
  expect(await cleo.api.reactions.toggle(sent.id, 'love')).toBeUndefined();
  const reaction = await cleo.api.reactions.toggle(sent.id, 'sad');
  expect(await reactions.list(sent.id)).toEqual([reaction]);
  await cleo.api.reactions.remove(reaction!.id);

  const newest = await chats.history(chat, { limit: 1 });
  expect(newest).toMatchObject({ items: [{ id: shown.id }], cursor: shown.id });
  const older = await chats.history(chat, { before: newest.cursor });
  expect(older).toMatchObject({ items: [{ id: sent.id }], cursor: undefined });
  const last = await messages.list({ chatId: chat, limit: 1 });
  expect(last.items).toMatchObject([{ id: shown.id }]);
  const earlier = await messages.list({ chatId: chat, limit: 1, cursor: last.cursor });
  expect(earlier).toMatchObject({ items: [{ id: sent.id }] });
  await messages.delete(shown.id);
  expect(await messages.get(shown.id)).toMatchObject({ deleted: true, attachments: [] });
});

test('an image goes with a message that is sent by the socket, too', async () => {
  const talk = ana.chat((await ana.api.chats.create({ name: 'Pictures', participants: [idOf(cleo)] })).id);
  const picture = await ana.api.attachments.upload(image);
  await expect.poll(() => talk.state).toBeDefined();
  talk.send({ content: '', attachments: [picture] });
  await expect.poll(() => talk.state?.last_message?.attachments).toEqual([picture]);
});
