import { once } from 'node:events';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ChatSocket } from './support/chat-socket.js';
import { gather, logIn, logOut, post, register, rest, type Person } from './support/person.js';

const SECRET_KEY = 'the key that signs the tokens of this test';

const lines: string[] = [];
let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { LOG_LEVEL: 'debug', SECRET_KEY }, log: (line) => lines.push(line) });
});
afterAll(() => stack.stop());

function linesWith(text: string): string[] {
  return lines.filter((line) => line.includes(text));
}

/** Says on the socket for everything whose it is, and then the token again. Waits for the end, or for the last answer. */
async function connect({ url }: { url: string }, token: unknown): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/`);
  await once(socket, 'open');
  const settled = new Promise((resolve) => {
    socket.on('close', resolve);
    socket.on('message', (data: Buffer) => data.includes('"id":"last"') && resolve(undefined));
  });
  socket.send(JSON.stringify({ type: 'connect', token }));
  for (const again of [token, `${String(token)}x`])
    socket.send(JSON.stringify({ type: 'auth', id: 'again', token: again }));
  socket.send(JSON.stringify({ type: 'ping', id: 'last' }));
  await settled;
  socket.terminate();
}

/** Uses a person's secrets in every way, the wrong ones too. Gives the new ones that came of it. */
async function useSecrets(person: Person, chatId: string): Promise<string[]> {
  const [api, gateway] = [stack.apis[0]!, stack.gateways[0]!];
  const send = (path: string, body: unknown, token?: string) =>
    rest(api, 'POST', `/api/auth/${path}/`, { body, token });
  const { username, password, access, refresh } = person;
  for (const server of [api, gateway]) {
    const socket = await ChatSocket.open(server, chatId, access);
    socket.say('hello');
    await expect.poll(() => socket.contents.length).toBeGreaterThan(0);
    expect(await (await ChatSocket.open(server, chatId, refresh)).closed()).toBe(4401);
    for (const token of [access, refresh, [access]]) await connect(server, token);
    await rest(server, 'GET', `/nowhere/?token=${access}&refresh=${refresh}&password=${password}`);
  }
  await post(api, person, chatId, 'hello');
  await send('register', { username, email: 'taken@example.com', password, password2: `${password} again` });
  await send('login', { username, password: `${password} wrong` });
  await send('login', { username: password, password });
  await send('login', `{"username":"${username}","password":"${password}"`);
  await send('login', { username, password: [password] });
  await send('token/refresh', { refresh: access });
  await send('token/refresh', { refresh: `${refresh}x` });
  await rest(api, 'GET', `/api/chats/?search=${refresh}&cursor=${access}`, { token: access });
  await rest(api, 'GET', '/api/chats/', { token: refresh });
  await rest(api, 'GET', '/api/chats/', { headers: { authorization: access, cookie: `access=${access}` } });
  const again = await logIn(api, person);
  await logOut(api, again, refresh);
  return [again.access, again.refresh];
}

test('no token, password or key that was used is in what any process prints', async () => {
  const { chatId, people } = await gather(stack.apis[0]!, 2);
  const person = people[0]!;
  const more = await useSecrets(person, chatId);
  // What goes wrong is printed with errors, and those know addresses.
  await stack.redis.kill();
  await stack.postgres.stop();
  await rest(stack.apis[0]!, 'GET', '/api/chats/', { token: people[1]!.access });
  await stack.postgres.start();
  await stack.redis.start();
  await register(stack.apis[0]!, 'somebody-later');

  const addresses = [stack.postgres.url, stack.redis.url].map((url) => new URL(url).password);
  const { password, access, refresh } = person;
  const tokens = [access, refresh, people[1]!.access, people[1]!.refresh, ...more];
  const signatures = tokens.map((token) => token.split('.')[2]!);
  for (const secret of [SECRET_KEY, password, encodeURIComponent(password), ...addresses, ...tokens, ...signatures]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(linesWith(secret)).toEqual([]);
  }
  // They did print what was done with them.
  for (const fact of ['/api/auth/login/', '/nowhere/', 'invalid_credentials', 'redis lost', 'PostgreSQL lost']) {
    expect(linesWith(fact), fact).not.toEqual([]);
  }
});
