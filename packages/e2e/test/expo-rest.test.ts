import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeCodes } from '@besage/contracts';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ExpoApp, callExpo, type Frame } from './support/expo-app.js';
import { png } from './support/png.js';

const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const id: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
const DAYS = 24 * 3_600;

let media: string;
let stack: Stack;
let server: { url: string };
let round = 0;
let ana: ExpoApp;
let bob: ExpoApp;
let eva: ExpoApp;

beforeAll(async () => {
  media = await mkdtemp(path.join(tmpdir(), 'besage-media-'));
  stack = await startStack({ env: { MEDIA_ROOT: media } });
  server = stack.apis[0]!;
});
afterAll(async () => {
  await stack.stop();
  await rm(media, { recursive: true });
});
beforeEach(async () => {
  round += 1;
  [ana, bob, eva] = (await Promise.all(
    ['ana', 'bob', 'eva'].map((name) => ExpoApp.register(server, name + String(round))),
  )) as [ExpoApp, ExpoApp, ExpoApp];
});

const someone = (app: ExpoApp, fields: Frame = {}) => ({
  id,
  userId: app.id,
  username: app.username,
  profileImage: null,
  isOnline: false,
  lastSeen: null,
  ...fields,
});

describe('accounts', () => {
  test('register and login answer the person and the tokens, whatever old token comes along', async () => {
    const username = `new${String(round)}`;
    const body = { username, email: `${username}@example.com`, password: ExpoApp.password };
    const user = { id, username, email: body.email, profileImage: null };
    const loggedIn = { user, access: expect.any(String) as string, refresh: expect.any(String) as string };
    const registered = await callExpo(server, 'POST', '/api/auth/register/', { body, token: 'an old one' });
    expect(registered).toMatchObject({ status: 201, body: loggedIn });
    const again = await callExpo(server, 'POST', '/api/auth/login/', { body, token: 'an old one' });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(loggedIn);
  });

  test('a token lives as long as its session, and dies with it', async () => {
    const [, claims = ''] = ana.token.split('.');
    const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number; exp: number };
    expect(exp - iat).toBe(30 * DAYS);
    const socket = await ana.open();

    const loggedOut = await callExpo(server, 'POST', '/auth/logout', { body: { token: ana.token } });
    expect(loggedOut.status).toBe(200);

    await expect.poll(() => socket.closeCode).toBe(closeCodes.notAuthenticated);
    expect((await ana.call('GET', '/api/chats/')).status).toBe(401);
    expect((await bob.call('GET', '/api/chats/')).status).toBe(200);
  });

  test('what is refused comes with a sentence to show', async () => {
    const body = { username: ana.username, password: 'wrong' };
    const wrong = await callExpo(server, 'POST', '/api/auth/login/', { body });
    expect(wrong).toMatchObject({ status: 401, body: { message: 'The username or the password is wrong.' } });
    const nonsense = await callExpo(server, 'POST', '/auth/logout', { body: { token: 'nonsense' } });
    expect(nonsense).toMatchObject({ status: 401, body: { message: expect.any(String) as string } });
    const short = await callExpo(server, 'POST', '/api/auth/register/', {
      body: { username: 'no', email: 'nobody', password: ExpoApp.password },
    });
    expect(short.status).toBe(400);
    expect(short.body['message']).toBe(
      'username: This must have at least 3 characters.\nemail: This must be an e-mail address.',
    );
  });

  test('a page of another origin may call', async () => {
    for (const method of ['GET', 'POST', 'PUT']) {
      const { status, headers } = await callExpo(server, 'OPTIONS', '/api/chats/', {
        headers: {
          origin: 'http://localhost:8081',
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization, content-type',
        },
      });
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe('http://localhost:8081');
      expect(headers.get('access-control-allow-methods')).toContain(method);
      expect(headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    }
  });
});

describe('people', () => {
  test('all are listed, the address of oneself only', async () => {
    const { status, body } = await ana.call('GET', '/api/users/');
    expect(status).toBe(200);
    expect(body).toEqual(
      expect.arrayContaining([
        { id: ana.id, username: ana.username, email: ana.email, profileImage: null },
        { id: bob.id, username: bob.username, email: '', profileImage: null },
      ]),
    );
  });

  test('a profile is changed, and only one’s own', async () => {
    const changed = { username: `anna${String(round)}`, email: `anna${String(round)}@example.com` };
    const change = (fields: object) => ana.call('PUT', `/api/users/${ana.id}/profile/`, fields);
    // The app sends its address along with every change.
    const renamed = await change({ ...changed, email: ana.email });
    expect(renamed).toMatchObject({ status: 200, body: { username: changed.username, email: ana.email } });
    // For another one it would have to ask for the password.
    expect(await change(changed)).toMatchObject({
      status: 400,
      body: { code: 'password_required', message: 'To change the e-mail address, send your password, too.' },
    });
    const { status, body } = await change({ ...changed, password: ExpoApp.password });
    expect(status).toBe(200);
    expect(body).toEqual({ id: ana.id, ...changed, profileImage: null });
    expect((await ana.call('PUT', `/api/users/${bob.id}/profile/`, changed)).status).toBe(403);
  });
});

describe('pictures', () => {
  test('a picture is seen by everybody, under a whole address and without a token', async () => {
    const { imageUrl, ...more } = await ana.uploadImage(png);
    expect(more).toEqual({});
    const image = await fetch(String(imageUrl));
    expect(image.status).toBe(200);
    expect(image.headers.get('content-type')).toMatch(/^image\//);

    const { body } = await bob.call('GET', '/api/users/');
    expect(body).toContainEqual({ id: ana.id, username: ana.username, email: '', profileImage: imageUrl });
    const chatId = await ana.chatWith(bob);
    await ana.say(chatId, 'look');
    const chat = (await bob.call('GET', `/api/chats/${chatId}/`)).body;
    expect(chat['participants']).toMatchObject([{ profileImage: imageUrl }, { profileImage: null }]);
    expect(chat['lastMessage']).toMatchObject({ sender: { profile_img: imageUrl } });
  });

  test('what is no picture is refused with a sentence', async () => {
    const answer = await ana.uploadImage(Buffer.from('no picture'));
    expect(answer).toMatchObject({ message: expect.any(String) as string, code: expect.any(String) as string });
    // What the app puts into its form is a file on a phone, and this in a browser.
    expect(await ana.uploadImage('[object Object]')).toMatchObject({ message: 'image: This is required, as a file.' });
  });
});

describe('chats', () => {
  test('two people find their chat again, each as they see it', async () => {
    const created = await ana.call('POST', '/api/chats/', { participants_ids: [ana.id, bob.id] });
    expect(created.status).toBe(201);
    const direct = {
      id,
      name: bob.username,
      participants: [someone(bob), someone(ana)],
      createdAt: time,
      updatedAt: time,
      isGroup: false,
    };
    expect(created.body).toEqual(direct);

    const found = await bob.call('POST', '/api/chats/', { participant_ids: JSON.stringify([ana.id]) });
    expect(found.status).toBe(200);
    const name = ana.username;
    expect(found.body).toEqual({ ...created.body, name, participants: [someone(ana), someone(bob)] });
    expect((await ana.call('GET', `/api/chats/${String(created.body['id'])}/`)).body).toEqual(created.body);
  });

  test('a group that nobody named is called after the others', async () => {
    const created = await ana.call('POST', '/api/chats/', { participants_ids: [bob.id, eva.id] });
    expect(created.body).toMatchObject({ name: `${bob.username}, ${eva.username}`, isGroup: true });
    const { body } = await eva.call('GET', '/api/chats/');
    expect(body).toMatchObject([{ name: `${ana.username}, ${bob.username}` }]);
  });

  test('a list shows the last message, and how many are unread unless none are', async () => {
    const chatId = await ana.chatWith(bob);
    await ana.say(chatId, 'one');
    await ana.say(chatId, 'two');
    const chat = {
      id: chatId,
      name: ana.username,
      participants: [someone(ana), someone(bob)],
      lastMessage: {
        id,
        chat: chatId,
        content: 'two',
        sent_at: time,
        status: 'sent',
        sender: { id: ana.id, username: ana.username, profile_img: null },
      },
      createdAt: time,
      updatedAt: time,
      isGroup: false,
    };
    const { body } = await bob.call('GET', '/api/chats/');
    expect(body).toEqual([{ ...chat, unreadCount: 2 }]);
    const [{ updatedAt, lastMessage }] = body as unknown as [{ updatedAt: string; lastMessage: { sent_at: string } }];
    expect(updatedAt).toBe(lastMessage.sent_at);

    const read = await bob.call('PUT', `/api/messages/status/update-all/${chatId}/`);
    expect(read).toMatchObject({ status: 200, body: { detail: 'Marked 2 messages as read.' } });
    expect((await bob.call('GET', '/api/chats/')).body).toEqual([
      { ...chat, lastMessage: { ...chat.lastMessage, status: 'read' } },
    ]);
  });

  test('people are put in, and the answer is the chat', async () => {
    const { body: group } = await ana.call('POST', '/api/chats/', { name: 'Choir', participants_ids: [bob.id] });
    expect(group).toMatchObject({ name: 'Choir', isGroup: true });
    const added = await ana.call('POST', `/api/chats/${String(group['id'])}/add_participants/`, {
      users_ids: [eva.id],
    });
    expect(added.status).toBe(200);
    expect(added.body).toEqual({ ...group, participants: [someone(bob), someone(eva), someone(ana)] });
  });

  test('who is there is online, and who was is known to have been', async () => {
    const chatId = await ana.chatWith(bob);
    await bob.open();
    const bobSeenBy = async () => {
      const { participants } = (await ana.call('GET', `/api/chats/${chatId}/`)).body as { participants: Frame[] };
      return participants[0];
    };
    await expect.poll(bobSeenBy).toEqual(someone(bob, { isOnline: true }));
    bob.leave();
    await expect.poll(bobSeenBy).toEqual(someone(bob, { lastSeen: time }));
  });

  test('a stranger is shown nothing', async () => {
    const chatId = await ana.chatWith(bob);
    const paths = [`/api/chats/${chatId}/`, `/api/chats/${chatId}/messages/`];
    for (const path of paths) {
      const { status, body } = await eva.call('GET', path);
      expect({ status, body }).toMatchObject({ status: 403, body: { message: 'You are not in this chat.' } });
    }
  });
});

describe('messages', () => {
  test('a message is sent, and its status goes forward only', async () => {
    const chatId = await ana.chatWith(bob);
    const sent = await ana.call('POST', `/api/chats/${chatId}/messages/`, { content: 'hello', chat: chatId });
    expect(sent.status).toBe(201);
    const sender = { id: ana.id, username: ana.username, profile_img: null };
    expect(sent.body).toEqual({ id, chat: chatId, content: 'hello', sent_at: time, status: 'sent', sender });

    const path = `/api/messages/${String(sent.body['id'])}/status/`;
    const mark = async (status: string) => (await bob.call('PUT', path, { status })).body['status'];
    expect([await mark('delivered'), await mark('read'), await mark('delivered')]).toEqual([
      'delivered',
      'read',
      'read',
    ]);
    expect((await bob.call('PUT', path, { status: 'seen' })).status).toBe(400);
    const { body } = await ana.call('GET', `/api/chats/${chatId}/messages/`);
    expect(body).toEqual([{ ...sent.body, status: 'read' }]);
  });

  test('history comes in pages of 50, newest first, and ends with nothing', async () => {
    const chatId = await ana.chatWith(bob);
    for (let n = 1; n <= 51; n++) await ana.say(chatId, String(n));
    const page = async (query: string) => {
      const { body } = await ana.call('GET', `/api/chats/${chatId}/messages/${query}`);
      return (body as unknown as { content: string }[]).map(({ content }) => content);
    };
    const newestFirst = Array.from({ length: 51 }, (_, i) => String(51 - i));
    expect(await page('')).toEqual(newestFirst.slice(0, 50));
    expect(await page('?page=2&page_size=50')).toEqual(['1']);
    expect(await page('?page=3&page_size=50')).toEqual([]);
  });
});
