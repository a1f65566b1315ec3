import { Besage, type BesageOptions, type StoragePort } from '@besage/client';
import { WebSocket } from 'ws';
import type { Address } from '../../src/address.js';

/** A client, not signed in. */
export function newClient({ url }: Address, options: Partial<BesageOptions> = {}): Besage {
  return new Besage({ url, WebSocket, ...options });
}

export const passwordOf = (username: string) => `the password of ${username}`;

/** Somebody new, signed in and connected. */
export async function arrive(server: Address, username: string, options?: Partial<BesageOptions>): Promise<Besage> {
  const client = newClient(server, options);
  await client.register({ username, email: `${username}@example.com`, password: passwordOf(username) });
  await client.connect();
  return client;
}

/** The same person on another device, connected. */
export async function arriveAgain(server: Address, username: string): Promise<Besage> {
  const client = newClient(server);
  await client.login({ username, password: passwordOf(username) });
  await client.connect();
  return client;
}

export function idOf(client: Besage): string {
  return client.user?.id ?? '';
}

/** A storage that answers later, as those of phones do; `texts` is what it has. */
export function aStorage(): StoragePort & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: async (key) => texts.get(key) ?? null,
    setItem: async (key, value) => texts.set(key, value),
    removeItem: async (key) => texts.delete(key),
  };
}
