import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { WebSocket } from 'ws';
import { eachOf } from '../each-of.js';
import { Latencies } from '../measure/latencies.js';
import { monotonicMicros } from '../measure/monotonic-micros.js';
import { openWebSocket } from './lines/open-web-socket.js';
import type { Load } from './load.js';
import type { Report } from './messages.js';
import type { ReceiptPlan } from './plans.js';
import { SeenSends } from './seen-sends.js';

const CONNECTING_AT_ONCE = 16;
const NEWS = Buffer.from('"mensajes_leidos"');
const News = Compile(Type.Object({ user_ids: Type.Array(Type.String()) }));

/**
 * Everybody in a chat reads it, one after the other, on v1 sockets. A delivery is one of them who hears of another, or of
 * themselves, that they have read.
 */
export class ReceiptLoad implements Load {
  private readonly plan: ReceiptPlan;
  private readonly sockets: WebSocket[] = [];
  /** Which of the readers somebody is, by their id. */
  private readonly places: Map<string, number>;
  /** When each of them read. */
  private readonly readAt: number[] = [];
  private readonly latencies = new Latencies();
  private deliveries = 0;
  private frames = 0;
  private failure: Error | undefined;

  private constructor(plan: ReceiptPlan) {
    this.plan = plan;
    this.places = new Map(plan.readers.map(({ userId }, i) => [userId, i]));
  }

  /** @throws what keeps a socket from opening */
  static async open(plan: ReceiptPlan): Promise<ReceiptLoad> {
    const load = new ReceiptLoad(plan);
    load.sockets.push(...(await eachOf(plan.readers, CONNECTING_AT_ONCE, ({ url }) => load.listen(url))));
    return load;
  }

  start(): void {
    const { sockets, plan } = this;
    sockets.forEach((socket, i) => {
      setTimeout(() => this.read(socket, i), (i * plan.withinMs) / sockets.length);
    });
  }

  halt(): void {
    // It ends by itself.
  }

  report(): Report {
    if (this.failure) throw this.failure;
    const { deliveries, frames, latencies, places } = this;
    const counts = { sends: this.readAt.length, deliveries, expected: places.size ** 2, repeated: 0 };
    return { ...counts, frames, latencies: latencies.snapshot() };
  }

  private listen(url: string): Promise<WebSocket> {
    const known = new SeenSends();
    const receive = (frame: Buffer): void => {
      this.frames += 1;
      if (frame.includes(NEWS)) this.learn(known, News.Parse(JSON.parse(frame.toString())).user_ids);
    };
    return openWebSocket(url, { receive, fail: (reason) => (this.failure ??= new Error(reason)) });
  }

  private read(socket: WebSocket, place: number): void {
    this.readAt[place] = monotonicMicros();
    socket.send('{"type":"read_messages"}');
  }

  private learn(known: SeenSends, userIds: string[]): void {
    const now = monotonicMicros();
    for (const userId of userIds) {
      const place = this.places.get(userId);
      if (place === undefined || !known.add(place)) continue;
      this.deliveries += 1;
      this.latencies.record(now - (this.readAt[place] ?? now));
    }
  }
}
