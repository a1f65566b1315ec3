import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { TestPerson } from './support/test-person.js';
import { startTestSystem } from './support/test-system.js';

const system = await startTestSystem();
const [here, there] = [await system.startGateway(), await system.startGateway()];
afterAll(() => system.close());

const READERS = 500;

test('500 people who read one message make tens of frames for each, and the room stays live meanwhile', async () => {
  const [author, ...readers] = (await system.people(READERS + 1)) as [TestPerson, ...TestPerson[]];
  const chat = await author.createChat(readers, 'Everybody');
  const sockets = await Promise.all(readers.map((reader, i) => reader.listen(i % 2 ? here : there, chat)));
  const ofAuthor = await author.listen(here, chat);
  const all = [ofAuthor, ...sockets];
  const { id } = await author.send(chat, 'read this');
  for (const socket of all) await socket.heard({ message: { id } });
  for (const socket of all) socket.forget();

  // Within two seconds, one after the other.
  const reading = sockets.map(async (socket, i) => {
    await pause((i * 1_800) / READERS);
    socket.send({ type: 'read_messages' });
  });
  const meanwhile = await author.send(chat, 'and this');
  for (const socket of all) await socket.heard({ message: { id: meanwhile.id } });
  await Promise.all(reading);
  // Whoever was quick has not read the second one yet.
  for (const socket of sockets) socket.send({ type: 'read_messages' });

  const readersToldTo = (socket: typeof ofAuthor) =>
    new Set(socket.of('mensajes_leidos').flatMap(({ user_ids }) => user_ids as string[])).size;
  for (const socket of all) await expect.poll(() => readersToldTo(socket), { timeout: 15_000 }).toBe(READERS);
  const frames = all.map((socket) => socket.frames.length);
  expect(Math.max(...frames)).toBeLessThan(80);
}, 60_000);
