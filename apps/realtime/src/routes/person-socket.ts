import { closeCodes, isConnectFrame, type ConnectFrame } from '@besage/contracts';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { Context } from '../context.js';
import { admitPerson, type Refused } from '../delivery/admit.js';
import type { LiveSnapshot } from '../delivery/snapshots.js';
import { parseFrame } from '../protocols/parse-frame.js';
import { V2Session } from '../protocols/v2-session.js';
import { encodeConnected, v2 } from '../protocols/v2.js';
import type { Person } from '../sockets/connection.js';
import { FrameBudget } from '../sockets/frame-budget.js';
import { limitFrames } from '../sockets/limit-frames.js';
import { TokenBucket } from '../sockets/token-bucket.js';
import { takeOver } from './take-over.js';
import { welcomePerson } from './welcome-person.js';

/** Frames that may wait until the socket is connected; of the largest, so many. */
const EARLY_MAX = { frames: 100, largest: 4 };

/** `/ws/`: everything of one person, protocol v2. Who comes says so in the first frame, so no token is in the address. */
export function personSocketRoute(app: FastifyInstance, ctx: Context): void {
  app.get('/ws', { websocket: true }, (webSocket, request) => {
    const socket = takeOver(webSocket, request);
    const { refused } = request;
    if (refused) return webSocket.close(refused.code, refused.reason);
    new Greeting(ctx, webSocket, socket);
  });
}

/** A socket whose person is not known yet. What is said after the first frame waits until it is connected. */
class Greeting {
  private readonly ctx: Context;
  private readonly webSocket: WebSocket;
  private readonly socket: Socket;
  private readonly early: { data: Buffer; isBinary: boolean }[] = [];
  private earlyBytes = 0;
  private session: V2Session | undefined;
  /** Pings and pongs count alone until it is known whose they are. */
  private readonly stopCounting: () => void;

  constructor(ctx: Context, webSocket: WebSocket, socket: Socket) {
    this.ctx = ctx;
    this.webSocket = webSocket;
    this.socket = socket;
    const patience = ctx.config.CONNECT_TIMEOUT * 1_000;
    const late = setTimeout(() => this.refuse('No token came in time.'), patience);
    webSocket.once('message', (data: Buffer, isBinary: boolean) => {
      clearTimeout(late);
      webSocket.on('message', (...later: [Buffer, boolean]) => this.receive(...later));
      void this.connect(parseFrame(data, isBinary));
    });
    webSocket.once('close', () => clearTimeout(late));
    const budget = new FrameBudget(new TokenBucket(ctx.config.FRAME_RATE));
    this.stopCounting = limitFrames(webSocket, ['ping', 'pong'], budget);
  }

  private receive(data: Buffer, isBinary: boolean): void {
    // Who is being shown out fills no memory.
    if (this.webSocket.readyState !== this.webSocket.OPEN) return;
    if (this.session) return this.session.receive(data, isBinary);
    this.early.push({ data, isBinary });
    this.earlyBytes += data.length;
    if (this.early.length <= EARLY_MAX.frames && this.earlyBytes <= EARLY_MAX.largest * this.ctx.config.FRAME_LIMIT) {
      return;
    }
    this.early.length = 0;
    this.webSocket.close(closeCodes.tooFast, 'You send far too many frames.');
  }

  private async connect(frame: unknown): Promise<void> {
    const { ctx, webSocket, socket } = this;
    if (!isConnectFrame(frame)) return this.refuse('The first frame must be connect, with a token.');
    const admitted = await admitPerson(ctx, frame.token);
    if ('code' in admitted) return this.showOut(admitted);
    if (webSocket.readyState !== webSocket.OPEN) return;
    const { person } = admitted;
    this.stopCounting();
    const connection = welcomePerson<LiveSnapshot>(
      ctx,
      { webSocket, socket, person, protocol: v2 },
      {
        look: ctx.snapshots.whole,
        since: frame.since ?? {},
        first: (snapshot) => this.describe(person, frame, snapshot),
        onLive: () => this.begin(new V2Session(ctx, connection)),
      },
    );
  }

  private describe(person: Person, { since = {} }: ConnectFrame, snapshot: LiveSnapshot): Buffer {
    const { user, chats, chatCount: chat_count, online, positions } = snapshot;
    return encodeConnected({
      session: person.sessionId,
      user,
      heartbeat_ms: this.ctx.config.HEARTBEAT_INTERVAL * 1_000,
      chats,
      chat_count,
      gone: Object.keys(since).filter((chatId) => !positions.has(chatId)),
      online,
    });
  }

  private begin(session: V2Session): void {
    this.session = session;
    for (const { data, isBinary } of this.early.splice(0)) session.receive(data, isBinary);
  }

  private refuse(reason: string): void {
    this.showOut({ code: closeCodes.notAuthenticated, reason });
  }

  private showOut({ code, reason }: Refused): void {
    this.ctx.counts.sockets.ended(code);
    this.webSocket.close(code, reason);
  }
}
