import { serverFramesExpo, serverFramesV1 } from '@besage/contracts';
import { once } from 'node:events';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WebSocket } from 'ws';

export type Frame = Record<string, unknown>;

/** What may be heard: the frames of `/asyncapi.json`. Anything else fails the run. */
const serverFrame = Compile(Type.Unsafe<Frame>(Type.Union([...Object.values(serverFramesExpo), serverFramesV1.error])));

/** A frame as it came. */
export const parseFrame = (text: string): Frame => serverFrame.Parse(JSON.parse(text));

interface LoggedIn {
  user: { id: string; username: string; email: string };
  access: string;
}

export interface ExpoAnswer {
  status: number;
  headers: Headers;
  /** As parsed from JSON: the app parses every answer. */
  body: Frame;
}

/** Calls what the app calls, `path` behind its one setting `EXPO_PUBLIC_API_URL`. */
export async function callExpo(
  server: { url: string },
  method: string,
  path: string,
  { token, body, headers }: { token?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<ExpoAnswer> {
  const response = await fetch(`${server.url}/expo${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: method === 'OPTIONS' ? {} : (JSON.parse(text) as Frame),
  };
}

/** The React Native app in somebody's hands: what it calls and hears, seen from outside. */
export class ExpoApp {
  readonly sockets: ExpoSocket[] = [];
  private readonly server: { url: string };
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly token: string;

  private constructor(server: { url: string }, { user, access }: LoggedIn) {
    this.server = server;
    this.id = user.id;
    this.username = user.username;
    this.email = user.email;
    this.token = access;
  }

  static readonly password = 'long enough';

  static async register(server: { url: string }, username: string): Promise<ExpoApp> {
    const body = { username, email: `${username}@example.com`, password: ExpoApp.password };
    await callExpo(server, 'POST', '/api/auth/register/', { body });
    return ExpoApp.login(server, username);
  }

  static async login(server: { url: string }, username: string): Promise<ExpoApp> {
    const body = { username, password: ExpoApp.password };
    const answer = await callExpo(server, 'POST', '/api/auth/login/', { body });
    return new ExpoApp(server, answer.body as unknown as LoggedIn);
  }

  call(method: string, path: string, body?: object): Promise<ExpoAnswer> {
    return callExpo(this.server, method, path, { token: this.token, ...(body && { body }) });
  }

  /** Sends a picture of oneself, as a form; a text as it is. */
  async uploadImage(image: Buffer | string): Promise<Frame> {
    const form = new FormData();
    if (typeof image === 'string') form.append('image', image);
    else form.append('image', new Blob([new Uint8Array(image)], { type: 'image/png' }), 'me.png');
    const response = await fetch(`${this.server.url}/expo/api/users/${this.id}/profile-image/`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.token}` },
      body: form,
    });
    return (await response.json()) as Frame;
  }

  /** A chat with these people, by its id. */
  async chatWith(...others: ExpoApp[]): Promise<string> {
    const { body } = await this.call('POST', '/api/chats/', { participants_ids: others.map(({ id }) => id) });
    return String(body['id']);
  }

  async say(chatId: string, content: string): Promise<string> {
    const { body } = await this.call('POST', `/api/chats/${chatId}/messages/`, { content, chat: chatId });
    return String(body['id']);
  }

  /** Opens a socket on a chat; without one, the socket of all that is no chat. */
  async open(chatId = ''): Promise<ExpoSocket> {
    const socket = new ExpoSocket(
      `${this.server.url.replace('http', 'ws')}/expo/ws/chat/${chatId}/?token=${this.token}`,
    );
    this.sockets.push(socket);
    await once(socket.webSocket, 'open');
    return socket;
  }

  leave(): void {
    for (const { webSocket } of this.sockets) webSocket.terminate();
  }
}

/** A socket of the app that remembers what it heard. */
export class ExpoSocket {
  readonly frames: Frame[] = [];
  closeCode: number | undefined;
  readonly webSocket: WebSocket;

  constructor(url: string) {
    this.webSocket = new WebSocket(url);
    this.webSocket.on('message', (data: Buffer) => this.frames.push(parseFrame(data.toString())));
    this.webSocket.on('close', (code) => (this.closeCode = code));
  }

  send(...frames: Frame[]): void {
    for (const frame of frames) this.webSocket.send(JSON.stringify(frame));
  }

  /** The frames of one type, in order. */
  heard(type: string): Frame[] {
    return this.frames.filter((frame) => frame['type'] === type);
  }

  /** The contents of the messages heard. */
  get contents(): unknown[] {
    return this.heard('message').map(({ message }) => (message as Frame)['content']);
  }

  /** The statuses heard of a message. */
  statusesOf(messageId: unknown): unknown[] {
    return this.heard('message_status')
      .filter((frame) => frame['messageId'] === messageId)
      .map(({ status }) => status);
  }
}
