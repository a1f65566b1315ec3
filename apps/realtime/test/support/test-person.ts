import { randomUUID } from 'node:crypto';
import type { Tokens } from '@besage/auth';
import type { Chat, Message } from '@besage/contracts';
import type { Db } from '@besage/db';
import { newId } from '@besage/service-kit';
import { TestSocket } from './test-socket.js';

interface Place {
  db: Db;
  tokens: Tokens;
  apiUrl: string;
}

/** Somebody who is logged in, and what they do over REST. */
export class TestPerson {
  readonly id = newId();
  readonly sessionId = newId();
  readonly username: string;
  readonly access: string;
  private readonly apiUrl: string;

  private constructor({ tokens, apiUrl }: Place, username: string) {
    this.username = username;
    this.apiUrl = apiUrl;
    this.access = tokens.signAccess({ userId: this.id, username, sessionId: this.sessionId, isStaff: false });
  }

  /** Makes accounts with a session each, without the cost of hashing passwords. */
  static async create(place: Place, count: number, names: string[]): Promise<TestPerson[]> {
    const people = Array.from({ length: count }, (_, i) => new TestPerson(place, names[i] ?? `person-${randomUUID()}`));
    await place.db.user.createMany({
      data: people.map(({ id, username }) => {
        const email = `${username}@example.com`;
        return { id, username, usernameKey: username, email, emailKey: email, passwordHash: '', updatedAt: new Date() };
      }),
    });
    const expiresAt = new Date(Date.now() + 3_600_000);
    await place.db.session.createMany({
      data: people.map(({ id, sessionId }) => ({
        id: sessionId,
        userId: id,
        refreshHash: new Uint8Array(),
        expiresAt,
      })),
    });
    return people;
  }

  /** Asks the api. `path` is below `/api`. Gives the body. */
  async ask<Body = unknown>(method: string, path: string, body?: object): Promise<Body> {
    const response = await fetch(`${this.apiUrl}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${this.access}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  }

  async createChat(others: TestPerson[], name?: string): Promise<string> {
    const body = { participants_ids: others.map(({ id }) => id), ...(name !== undefined && { name }) };
    return (await this.ask<Chat>('POST', '/chats/', body)).id;
  }

  send(chat: string, content: string): Promise<Message> {
    return this.ask('POST', `/chats/${chat}/messages/`, { content });
  }

  /** Opens a socket to a chat. @param gateway its `ws://…` */
  listen(gateway: { url: string }, chat: string): Promise<TestSocket> {
    return TestSocket.open(`${gateway.url}/ws/chat/${chat}/?token=${this.access}`);
  }

  /** Opens a socket for everything. @param since the last entry that one has, by chat */
  async connect(gateway: { url: string }, since?: Record<string, number>): Promise<TestSocket> {
    const socket = await TestSocket.open(`${gateway.url}/ws/`, 'v2');
    socket.send({ type: 'connect', token: this.access, ...(since && { since }) });
    await socket.heard({ type: 'connected' });
    return socket;
  }

  /** Opens a socket to one's notifications. */
  follow(gateway: { url: string }): Promise<TestSocket> {
    return TestSocket.open(`${gateway.url}/ws/user/?token=${this.access}`);
  }
}
