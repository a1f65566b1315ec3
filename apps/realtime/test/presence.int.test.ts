import { PresenceStore, streamNames } from '@besage/streams';
import { startTestRedis, startTestService } from '@besage/stack/testing';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { TestPerson } from './support/test-person.js';
import type { TestSocket } from './support/test-socket.js';
import { startTestSystem } from './support/test-system.js';

// A Redis of its own: one test empties it.
const redis = await startTestRedis();
const system = await startTestSystem(redis.server.url);
/** Seconds: a gateway that is killed is noticed soon. */
const PRESENCE_LEASE = '3';
const [here, there] = [await system.startGateway({ PRESENCE_LEASE }), await system.startGateway({ PRESENCE_LEASE })];
afterAll(async () => {
  await system.close();
  await redis.remove();
});

let ana: TestPerson, ben: TestPerson;
let chat: string;
/** Ana listens; what is told is about ben. */
let ofAna: TestSocket;
beforeEach(async () => {
  [ana, ben] = (await system.people(2)) as [TestPerson, TestPerson];
  chat = await ana.createChat([ben]);
  ofAna = await ana.listen(here, chat);
  return () => ofAna.close();
});

const told = () =>
  ofAna.frames
    .filter(({ event, user_id }) => String(event).startsWith('user_') && user_id === ben.id)
    .map(({ event }) => event);
const lastSeen = async () => (await system.db.user.findUniqueOrThrow({ where: { id: ben.id } })).lastSeenAt;
const store = new PresenceStore(here.ctx.redis, streamNames(String(system.env['STREAM_PREFIX'])).presence);
const isOnline = async () => (await store.online([ben.id])).has(ben.id);

test('somebody is online with the first socket on any gateway, and offline after the last', async () => {
  const first = await ben.listen(here, chat);
  const frame = { type: 'chat.event', user_id: ben.id, username: ben.username, chat_id: chat };
  expect(await ofAna.heard({ event: 'user_online', user_id: ben.id })).toStrictEqual({
    ...frame,
    event: 'user_online',
  });
  expect(await isOnline()).toBe(true);
  const [second, third] = [await ben.follow(there), await ben.listen(there, chat)];

  await first.close();
  await second.close();
  expect(await isOnline()).toBe(true);
  await third.close();

  expect(await ofAna.heard({ event: 'user_offline' })).toStrictEqual({ ...frame, event: 'user_offline' });
  expect(told()).toEqual(['user_online', 'user_offline']);
  expect(await isOnline()).toBe(false);
});

test('when somebody was last there is stored', async () => {
  const before = Date.now();
  const socket = await ben.listen(there, chat);
  await ofAna.heard({ event: 'user_online', user_id: ben.id });
  expect(await lastSeen()).toBe(null);

  await socket.close();

  await expect.poll(lastSeen).not.toBe(null);
  expect((await lastSeen())!.getTime()).toBeGreaterThanOrEqual(before);
});

test('coming and going quickly ends as it should', async () => {
  for (let i = 0; i < 10; i++) await (await ben.listen(i % 2 ? here : there, chat)).close();
  await expect.poll(isOnline).toBe(false);
  const stay = await ben.listen(here, chat);
  await expect.poll(isOnline).toBe(true);
  await expect.poll(() => told().at(-1)).toBe('user_online');
  await stay.close();
});

test('the people of a gateway that ends in order are offline at once', async () => {
  const third = await system.startGateway();
  await ben.listen(third, chat);
  await ofAna.heard({ event: 'user_online', user_id: ben.id });

  await third.close();

  await ofAna.heard({ event: 'user_offline', user_id: ben.id });
});

test('the people of a gateway that is killed are offline after its lease, if they are nowhere else', async () => {
  const doomed = await startTestService('realtime', { ...system.env, PRESENCE_LEASE });
  const gateway = { url: doomed.url.replace('http', 'ws') };
  const [cleo] = (await system.people(1)) as [TestPerson];
  await ana.ask('POST', `/chats/${chat}/add_participants/`, { users_ids: [cleo.id] });
  await ben.listen(gateway, chat);
  await cleo.listen(gateway, chat);
  await cleo.listen(there, chat);
  await ofAna.heard({ event: 'user_online', user_id: ben.id });
  await ofAna.heard({ event: 'user_online', user_id: cleo.id });

  await doomed.kill();

  await ofAna.heard({ event: 'user_offline', user_id: ben.id });
  await expect.poll(lastSeen).not.toBe(null);
  expect(ofAna.of('user_offline').map(({ user_id }) => user_id)).toEqual([ben.id]);
  expect(await store.online([ben.id, cleo.id])).toEqual(new Set([cleo.id]));
}, 40_000);

test('the people of a gateway that was only paused beyond its lease are online again', async () => {
  const slow = await startTestService('realtime', { ...system.env, PRESENCE_LEASE });
  await ben.listen({ url: slow.url.replace('http', 'ws') }, chat);
  await ofAna.heard({ event: 'user_online', user_id: ben.id });

  slow.signal('SIGSTOP');
  await ofAna.heard({ event: 'user_offline', user_id: ben.id });
  slow.signal('SIGCONT');

  await expect.poll(isOnline).toBe(true);
  await expect.poll(told).toEqual(['user_online', 'user_offline', 'user_online']);
  await slow.stop();
  await expect.poll(isOnline).toBe(false);
}, 40_000);

test('a Redis that comes back empty learns again who is here, and nobody hears it as news', async () => {
  const ofBen = await ben.listen(there, chat);
  await ofAna.heard({ event: 'user_online', user_id: ben.id });

  await redis.server.stop();
  await redis.server.start();

  await expect.poll(isOnline).toBe(true);
  ofBen.send({ type: 'chat_message', message: 'still here' });
  await ofAna.heard({ message: { content: 'still here' } });
  expect(told()).toEqual(['user_online']);
  await ofBen.close();
  await ofAna.heard({ event: 'user_offline', user_id: ben.id });
});
