import { vi } from 'vitest';
import { Besage, type BesageOptions } from '../../src/index.js';
import { ModelChat } from './model-chat.js';
import { ModelServer } from './model-server.js';

const aPerson = (id: string) => ({ id, username: id, profile_img: null });
export const [me, ben, cleo, dan] = [aPerson('me'), aPerson('ben'), aPerson('cleo'), aPerson('dan')];

/** Lets what is under way come to rest, and so much time pass. */
export async function pass(ms = 1): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** A client that is signed in at a server with one chat, and another one for each name; not connected yet. */
export async function signIn(options: Partial<BesageOptions> = {}, names: string[] = []) {
  const chats = ['room', ...names].map((name) => new ModelChat(name, [me, ben, cleo]));
  const server = new ModelServer(me, chats);
  const client = new Besage({ url: 'http://server', WebSocket: server.WebSocket, fetch: server.fetch, ...options });
  await client.login({ username: 'me', password: '' });
  return { server, client, chat: chats[0]!, chats, room: client.chat(chats[0]!.id) };
}

/** The same, connected. */
export async function goOnline(options: Partial<BesageOptions> = {}, names: string[] = []) {
  const all = await signIn(options, names);
  await Promise.all([all.client.connect(), pass()]);
  return all;
}
