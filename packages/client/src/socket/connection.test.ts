import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { goOnline, me, pass, signIn } from '../../test/support/a-client.js';
import { Besage } from '../index.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('the first frame says who comes, and after a loss up to where each chat is known', async () => {
  const { server, client, chat } = await goOnline();
  server.change(chat, () => chat.rename('kitchen'));
  await pass();
  server.socket?.end(1006);
  await pass(1_001);

  expect(client.getSnapshot().connection).toBe('online');
  expect(server.said('connect').map(({ since }) => since)).toEqual([{}, { [chat.id]: 2 }]);
});

test.each([1006, 1012, 4408, 1009])('it comes back after %d', async (code) => {
  const { server, client } = await goOnline();
  const states: string[] = [];
  client.on('state', (state) => states.push(state));
  server.socket?.end(code);
  await pass(1_001);

  expect(states).toEqual(['offline', 'connecting', 'online']);
});

test('whoever was too fast waits longer', async () => {
  const { server } = await goOnline();
  server.socket?.end(4429);
  await pass(9_999);
  expect(server.sockets).toHaveLength(1);
  await pass(1_002);
  expect(server.sockets).toHaveLength(2);
});

test('a server that accepts and says nothing is given up, again and again', async () => {
  const { server, client } = await signIn();
  server.flows = false;
  void client.connect();
  await pass(20_000 + 1_000 + 20_000 + 2_000 + 20_000 + 4_000);
  expect(server.sockets.length).toBeGreaterThanOrEqual(4);
  expect(client.getSnapshot().connection).not.toBe('online');

  server.flows = true;
  await pass(40_000);
  expect(client.getSnapshot().connection).toBe('online');
});

test('a token that is not taken is exchanged, and the next line begins with the new one', async () => {
  const { server } = await goOnline();
  server.socket?.end(4401);
  await pass(1_001);

  const [first, second] = server.said('connect').map(({ token }) => token);
  expect(second).not.toBe(first);
  expect(server.asked.filter(({ path }) => path.includes('refresh'))).toHaveLength(1);
});

test('where the session is over nobody comes back', async () => {
  const { server, client } = await goOnline();
  const ended = vi.fn();
  client.on('signed_out', ended);
  server.answer = () => Response.json({ code: 'invalid_refresh_token', detail: '' }, { status: 401 });
  server.socket?.end(4401);
  await pass(60_000);

  expect(ended).toHaveBeenCalledOnce();
  expect(client.getSnapshot()).toMatchObject({ connection: 'signed_out', me: null, chats: [] });
  expect(server.sockets).toHaveLength(1);
  await expect(client.connect()).rejects.toMatchObject({ code: 'signed_out' });
});

test('while the token cannot be exchanged for want of a connection, it tries on', async () => {
  const { server, client } = await goOnline();
  server.answer = () => {
    throw new TypeError('no network');
  };
  server.socket?.end(4401);
  await pass(60_000);
  expect(client.getSnapshot().connection).toBe('offline');

  server.answer = undefined;
  await pass(20_000);
  expect(client.getSnapshot().connection).toBe('online');
});

test('silence is asked about; who answers is there, who does not is given up', async () => {
  const { server, client } = await goOnline();
  await pass(100_000);
  expect(server.said('ping').length).toBeGreaterThanOrEqual(2);
  expect(server.sockets).toHaveLength(1);

  server.flows = false;
  await pass(75_000);
  server.flows = true;
  await pass(11_000);
  expect(server.sockets).toHaveLength(2);
  expect(client.getSnapshot().connection).toBe('online');
});

test('the token is renewed on the open line before it runs out', async () => {
  const { server, client } = await signIn();
  server.accessSeconds = 100;
  await client.login({ username: me.username, password: '' });
  await Promise.all([client.connect(), pass()]);
  await pass(79_000);
  expect(server.said('auth')).toHaveLength(0);
  await pass(2_000);
  expect(server.said('auth')).toHaveLength(1);
  await pass(80_000);
  expect(server.said('auth')).toHaveLength(2);
  expect(server.sockets).toHaveLength(1);
});

test('when the browser says that the network is back, it comes back at once', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const network = new EventTarget();
  vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
  vi.stubGlobal('removeEventListener', network.removeEventListener.bind(network));
  const { server, client } = await goOnline();
  server.socket?.end(1006);
  await pass(10);
  network.dispatchEvent(new Event('online'));
  await pass(10);
  expect(server.sockets).toHaveLength(2);

  client.disconnect();
  network.dispatchEvent(new Event('online'));
  await pass(60_000);
  expect(server.sockets).toHaveLength(2);
  vi.unstubAllGlobals();
});

test('after disconnect nothing is done any more, until connect', async () => {
  const { server, client } = await goOnline();
  client.disconnect();
  await pass(60_000);
  expect(client.getSnapshot().connection).toBe('offline');
  expect(vi.getTimerCount()).toBe(0);

  await Promise.all([client.connect(), pass()]);
  expect(server.sockets).toHaveLength(2);
});

test('a listener that throws stops neither the others nor the client', async () => {
  const { server, client, chat, room } = await goOnline();
  const thrown: unknown[] = [];
  vi.stubGlobal('queueMicrotask', (run: () => void) => {
    try {
      run();
    } catch (error) {
      thrown.push(error);
    }
  });
  client.on('message', () => {
    throw new Error('not ours');
  });
  const heard = vi.fn();
  client.on('message', heard);
  server.change(chat, () => chat.send(me, 'a', 'hi'));
  await pass();
  vi.unstubAllGlobals();

  expect(thrown).toHaveLength(1);
  expect(heard).toHaveBeenCalledOnce();
  expect(room.state?.last_message?.content).toBe('hi');
});

test('with a server out of reach, signing in says so', async () => {
  const fetch = () => Promise.reject(new TypeError('no network'));
  const client = new Besage({ url: 'http://server', fetch });
  await expect(client.login({ username: 'me', password: '' })).rejects.toMatchObject({ code: 'unreachable' });
});

test('where the platform has no WebSocket, connecting says so', async () => {
  const { server } = await signIn();
  const client = new Besage({ url: 'http://server', fetch: server.fetch });
  await client.login({ username: 'me', password: '' });
  await expect(client.connect()).rejects.toThrow('There is no WebSocket here');
});
