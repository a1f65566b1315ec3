import type { Besage, ChatState } from '@besage/client';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { arrive, arriveAgain, idOf } from './support/client.js';

let stack: Stack;
let ana: Besage, ben: Besage, cleo: Besage, dan: Besage;
beforeAll(async () => {
  stack = await startStack();
  const names = ['ana', 'ben', 'cleo', 'dan'] as const;
  [ana, ben, cleo, dan] = (await Promise.all(names.map((name) => arrive(stack.apis[0]!, name)))) as [
    Besage,
    Besage,
    Besage,
    Besage,
  ];
});
afterAll(async () => {
  for (const client of [ana, ben, cleo, dan]) client.disconnect();
  await stack.stop();
});

/** A chat of ana, ben and cleo with some history, which ana has open. */
let id: string;
let ofAna: string, ofBen: string;
beforeEach(async () => {
  const others = [ben, cleo].map(idOf);
  ({ id } = await ana.api.chats.create({ name: 'Room', participants: others }));
  ofAna = (await ana.api.messages.send(id, { content: 'hello @ben' })).id;
  ofBen = (await ben.api.messages.send(id, { content: 'and hello @ana' })).id;
  await ana.api.reactions.toggle(ofBen, 'love');
  await ana.chat(id).loadOlder();
});

/** The device with which ana changes something. */
let acting: Besage;

/** What is the same for whoever has the same. Where others are is not told to who comes in, but by each message. */
function visible({ history, receipts, facts_seq: _, deleted_ahead: _d, typing: _t, fetching: _f, ...chat }: ChatState) {
  return { ...chat, mine: receipts[idOf(ana)], messages: chat.id === id ? history.messages : 'not looked at' };
}

function look(client: Besage) {
  const { chats, chat_count } = client.getSnapshot();
  return { chats: chats.filter(({ active }) => active).map(visible), chat_count };
}

/** What ana had, and the events since, becomes what she would fetch now. */
async function expectLikeFresh(): Promise<void> {
  const fresh = await arriveAgain(stack.apis[0]!, 'ana');
  try {
    if (ana.chat(id).state?.history.loaded) await fresh.chat(id).loadOlder();
    // Receipts of her devices travel still: both see them.
    await vi.waitFor(() => expect(look(ana)).toEqual(look(fresh)), { timeout: 10_000 });
    const { items } = await fresh.api.chats.list();
    const facts = look(ana).chats.map(({ id: chat, name, unread_count }) => ({ chat, name, unread_count }));
    expect(facts).toEqual(items.map(({ id: chat, name, unread_count }) => ({ chat, name, unread_count })));
  } finally {
    await fresh.logout();
  }
}

const changes: [string, () => Promise<unknown>][] = [
  ['a message', () => ben.api.messages.send(id, { content: 'new' })],
  ['a message with a mention and a reply', () => cleo.api.messages.send(id, { content: 'hi @ana', reply_to: ofBen })],
  ['a message of her own', () => acting.api.messages.send(id, { content: 'mine' })],
  ['a message over the socket', async () => ben.chat(id).send('by socket')],
  ['an edit', () => acting.api.messages.edit(ofAna, 'hello @cleo')],
  ['an edit over the socket', () => ben.chat(id).edit(ofBen, 'edited')],
  ['a message deleted', () => ben.api.messages.delete(ofBen)],
  ['a message deleted by an admin', () => acting.chat(id).delete(ofBen)],
  ['a reaction', () => cleo.api.reactions.toggle(ofBen, 'like')],
  ['another reaction', () => acting.chat(id).react(ofBen, 'sad')],
  ['a reaction taken back', () => acting.chat(id).react(ofBen, null)],
  ['another name', () => acting.api.chats.rename(id, 'Kitchen')],
  ['no name', () => acting.api.chats.rename(id, null)],
  ['a chat archived', () => acting.api.chats.archive(id)],
  ['somebody added', () => acting.api.chats.add(id, [idOf(dan)])],
  ['somebody removed', () => acting.api.chats.remove(id, [idOf(cleo)])],
  ['somebody gone', () => cleo.api.chats.leave(id)],
  [
    'somebody gone and back',
    async () => {
      await acting.api.chats.remove(id, [idOf(cleo)]);
      await acting.api.chats.add(id, [idOf(cleo)]);
      await ben.api.messages.send(id, { content: 'welcome' });
    },
  ],
  ['a role', () => acting.api.chats.setRole(id, idOf(ben), 'admin')],
  ['another owner', () => acting.api.chats.setRole(id, idOf(ben), 'owner')],
  ['a message read by somebody', () => cleo.api.messages.setStatus(ofAna, 'read')],
  ['a message received by somebody', () => cleo.api.messages.setStatus(ofBen, 'delivered')],
  ['a chat read by somebody', () => ben.api.chats.markRead(id)],
  ['a chat read on another device', () => acting.api.chats.markRead(id)],
  ['a chat read', async () => acting.chat(id).markRead()],
  [
    'a part read on another device',
    async () => {
      await ben.api.messages.send(id, { content: 'more' });
      await acting.api.messages.setStatus(ofBen, 'read');
    },
  ],
  ['a new chat', () => ben.api.chats.create({ name: 'Garden', participants: [idOf(ana)] })],
  ['a new direct chat', () => dan.api.chats.create({ participants: [idOf(ana)] })],
  [
    'a third person in a direct chat',
    async () => {
      const direct = await ben.api.chats.create({ participants: [idOf(ana)] });
      await ben.api.chats.add(direct.id, [idOf(dan)]);
    },
  ],
  [
    'being put in a chat with some history',
    async () => {
      const other = await ben.api.chats.create({ name: 'Old', participants: [idOf(cleo)] });
      await cleo.api.messages.send(other.id, { content: 'before' });
      await ben.api.chats.add(other.id, [idOf(ana)]);
    },
  ],
  ['leaving', () => acting.api.chats.leave(id)],
  [
    'leaving, and being put in again',
    async () => {
      await acting.api.chats.setRole(id, idOf(ben), 'owner');
      await acting.api.chats.leave(id);
      await ben.api.chats.add(id, [idOf(ana)]);
      await ben.api.messages.send(id, { content: 'welcome' });
    },
  ],
];

test.each(changes)('what a client had, and what it heard of %s, is what it would fetch', async (_name, change) => {
  acting = ana;
  await change();
  await expectLikeFresh();
});

test.each(changes)('the same where it was away: %s', async (_name, change) => {
  acting = await arriveAgain(stack.apis[0]!, 'ana');
  await expect.poll(() => ana.chat(id).state?.seq).toBe(4);
  ana.disconnect();
  await change();
  await ana.connect();
  await expectLikeFresh();
  await acting.logout();
});
