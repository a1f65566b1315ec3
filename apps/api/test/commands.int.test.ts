import { decodeReply, errorCatalogue, type Command, type CommandOf, type Message, type Reply } from '@besage/contracts';
import { StreamReader } from '@besage/streams';
import { newId } from '@besage/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConsumer } from '../src/commands/consumer.js';
import { aChat } from './support/chat.js';
import { aPerson, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
const { db, names, redis, writer, config, log } = api.ctx;
const gateway = 'gateway-1';
const replies: Reply[] = [];
const reader = new StreamReader({
  url: config.REDIS_URL,
  stream: names.replies(gateway),
  from: '0',
  decode: decodeReply,
  onBatch: (batch) => void replies.push(...batch),
  log,
});
await reader.start();
const consumer = startConsumer(api.ctx);
afterAll(async () => {
  await Promise.all([consumer.stop(), reader.stop()]);
  await api.close();
});

let ana: Person, ben: Person;
let chat: string;
beforeAll(async () => {
  [ana, ben] = [await aPerson(api, 'ana'), await aPerson(api, 'ben')];
  chat = await aChat(api, [ana, ben], 'Room');
});

type Send = CommandOf<'message.send'>;

/** A command to send a message, as a gateway makes it. */
function aCommand(sender: Person, input: Partial<Send['input']> = {}, deadline = Date.now() + 15_000): Send {
  return {
    id: newId(),
    type: 'message.send',
    gateway,
    user_id: sender.id,
    session_id: api.ctx.tokens.verifyAccess(sender.access).sessionId,
    deadline,
    input: { chat_id: chat, client_id: newId(), content: 'hello', ...input },
  };
}

async function replyTo(id: string): Promise<Reply> {
  const reply = () => replies.find((each) => each.id === id);
  await expect.poll(reply).toBeDefined();
  return reply()!;
}

async function run(command: Command): Promise<Reply> {
  await writer.command(command);
  return replyTo(command.id);
}

const refusal = (id: string, code: keyof typeof errorCatalogue) => ({
  id,
  error: { code, detail: errorCatalogue[code].sentence },
});
const stored = ({ input }: Send) => db.message.findMany({ where: { clientId: input.client_id } });

test('a command is executed, told and replied to', async () => {
  const command = aCommand(ana);

  expect(await run(command)).toStrictEqual({ id: command.id });

  expect(await stored(command)).toMatchObject([{ chatId: chat, senderId: ana.id, content: 'hello' }]);
  const messages = () => api.published.filter(({ type }) => type === 'message.created');
  await expect.poll(messages).toContainEqual(
    expect.objectContaining({
      data: { message: expect.objectContaining({ client_id: command.input.client_id }) as unknown },
    }),
  );
});

test('the reply brings a new message where it is asked for', async () => {
  const command = aCommand(ana, { answer_message: true });

  const { message } = await run(command);

  expect(message).toMatchObject({ client_id: command.input.client_id, content: 'hello' });
});

test('a message is edited, reacted to and deleted, each as often as it is said', async () => {
  const { id: message_id } = (await ana.post(`/chats/${chat}/messages/`, { content: 'first' })).json<Message>();
  const { input: _input, type: _type, ...ofAna } = aCommand(ana);
  const twice = async (command: Command) => {
    for (const id of [newId(), newId()]) expect(await run({ ...command, id })).toStrictEqual({ id });
    return (await ana.get(`/messages/${message_id}/`)).json<Message>();
  };

  expect(await twice({ ...ofAna, type: 'message.edit', input: { message_id, content: 'second' } })).toMatchObject({
    content: 'second',
  });
  const like = await twice({ ...ofAna, type: 'reaction.set', input: { message_id, reaction: 'like' } });
  expect(like.reactions).toMatchObject([{ type: 'like', user: ana.id }]);
  const none = await twice({ ...ofAna, type: 'reaction.set', input: { message_id, reaction: null } });
  expect(none.reactions).toStrictEqual([]);
  expect(await twice({ ...ofAna, type: 'message.delete', input: { message_id } })).toMatchObject({ deleted: true });

  const entries = await db.logEntry.findMany({ where: { subject: message_id }, orderBy: { seq: 'asc' } });
  expect(entries.map(({ type }) => type)).toStrictEqual([
    'message.created',
    'message.edited',
    'reaction.changed',
    'reaction.changed',
    'message.deleted',
  ]);
});

test('nobody changes what others said by a command', async () => {
  const { id: message_id } = (await ana.post(`/chats/${chat}/messages/`, { content: 'mine' })).json<Message>();
  const stranger = await aPerson(api, 'stranger');
  const { input: _input, type: _type, ...rest } = aCommand(ana);
  const by = (person: Person) => ({ ...rest, id: newId(), user_id: person.id });
  const codes = [
    await run({ ...by(ben), type: 'message.edit', input: { message_id, content: 'yours' } }),
    await run({ ...by(ben), type: 'message.delete', input: { message_id } }),
    await run({ ...by(stranger), type: 'reaction.set', input: { message_id, reaction: 'like' } }),
    await run({ ...by(ana), type: 'message.edit', input: { message_id: newId(), content: 'mine' } }),
  ].map(({ error }) => error?.code);

  expect(codes).toStrictEqual(['not_allowed', 'not_allowed', 'not_a_participant', 'message_not_found']);
  expect((await ana.get(`/messages/${message_id}/`)).json()).toMatchObject({ content: 'mine', reactions: [] });
});

test('a command is gone when it is done', async () => {
  await run(aCommand(ana));

  await expect.poll(() => redis.xlen(names.commands)).toBe(0);
});

test('the same send again is replied to with the first message', async () => {
  const command = aCommand(ana);
  await run(command);

  const again = await run({ ...command, id: newId() });

  expect(again.message).toMatchObject({ client_id: command.input.client_id, content: 'hello', sender: { id: ana.id } });
  expect(again.error).toBeUndefined();
  expect(await stored(command)).toHaveLength(1);
});

test('a send over REST is known to the command, and the other way round', async () => {
  const overRest = { content: 'hello', client_id: newId() };
  await ana.post(`/chats/${chat}/messages/`, overRest);
  const command = aCommand(ana);
  await run(command);

  expect((await run(aCommand(ana, overRest))).message).toMatchObject(overRest);
  const repeated = await ana.post(`/chats/${chat}/messages/`, { content: 'x', client_id: command.input.client_id });
  expect(repeated.statusCode).toBe(200);
});

test.each([
  ['not_a_participant', async () => aCommand(await aPerson(api))],
  ['chat_not_found', async () => aCommand(ana, { chat_id: newId() })],
  ['content_required', async () => aCommand(ana, { content: ' ' })],
  ['content_too_long', async () => aCommand(ana, { content: 'a'.repeat(10_001) })],
  ['reply_not_found', async () => aCommand(ana, { reply_to: newId() })],
] as const)('a refusal is a reply: %s', async (code, make) => {
  const command = await make();

  expect(await run(command)).toStrictEqual(refusal(command.id, code));

  expect(await stored(command)).toEqual([]);
});

test('a command whose deadline has passed is not executed', async () => {
  const command = aCommand(ana, {}, Date.now() - 1);

  expect(await run(command)).toStrictEqual(refusal(command.id, 'unavailable'));

  expect(await stored(command)).toEqual([]);
});

test.each([
  ['of an unknown type', { type: 'message.sing' }],
  ['without its input', { input: {} }],
  ['with a text that PostgreSQL cannot hold', { input: { chat_id: newId(), client_id: 'nul\0l', content: 'hi' } }],
])('a command %s is put aside, and who waits for it is told', async (_what, changes) => {
  const command = { ...aCommand(ana), ...changes };
  const before = await redis.xlen(names.deadCommands);

  await redis.xadd(names.commands, '*', 'r', JSON.stringify([command]));

  expect(await replyTo(command.id)).toStrictEqual(refusal(command.id, 'internal_error'));
  await expect.poll(() => redis.xlen(names.deadCommands)).toBe(before + 1);
  await expect.poll(() => redis.xlen(names.commands)).toBe(0);
});
