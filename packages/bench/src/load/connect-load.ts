import { Latencies } from '../measure/latencies.js';
import { monotonicMicros } from '../measure/monotonic-micros.js';
import { eachOf } from '../each-of.js';
import { openWebSocket } from './lines/open-web-socket.js';
import type { Load } from './load.js';
import type { Report } from './messages.js';
import type { ConnectPlan, Door } from './plans.js';

const CONNECTED = '{"type":"connected"';

/** Opens sockets, so many at once, until all are open, and keeps them open. */
export class ConnectLoad implements Load {
  private readonly plan: ConnectPlan;
  private readonly latencies = new Latencies();
  private opened = 0;
  private frames = 0;
  private failure: Error | undefined;

  constructor(plan: ConnectPlan) {
    this.plan = plan;
  }

  start(): void {
    const { doors, atOnce } = this.plan;
    eachOf(doors, atOnce, (door) => this.enter(door)).catch((error: unknown) => this.fail(String(error)));
  }

  halt(): void {
    // It ends by itself.
  }

  /** A socket counts when it is known whose it is, and that they may listen. */
  report(): Report {
    if (this.failure) throw this.failure;
    const { opened, frames, plan } = this;
    const counts = { sends: opened, deliveries: opened, expected: plan.doors.length, repeated: 0 };
    return { ...counts, frames, latencies: this.latencies.snapshot() };
  }

  /** A v1 socket is open once it is let in; a v2 socket says then who comes, and is told when they are let in. */
  private async enter({ url, hello }: Door): Promise<void> {
    const triedAt = monotonicMicros();
    let letIn = (): void => undefined;
    const connected = new Promise<void>((resolve) => (letIn = resolve));
    const receive = (frame: Buffer): void => {
      this.frames += 1;
      if (isConnected(frame)) letIn();
    };
    const socket = await openWebSocket(url, { receive, fail: (reason) => this.fail(reason) });
    if (hello !== undefined) {
      socket.send(hello);
      await connected;
    }
    this.opened += 1;
    this.latencies.record(monotonicMicros() - triedAt);
  }

  private fail(reason: string): void {
    this.failure ??= new Error(reason);
  }
}

function isConnected(frame: Buffer): boolean {
  return frame.toString('latin1', 0, CONNECTED.length) === CONNECTED;
}
