import type { Hub } from './hub.js';

/** Milliseconds between two looks for tokens that have run out. */
const LOOK_EVERY = 1_000;

/** Looks after open sockets: those that do not answer and those whose token has run out are closed. */
export class SocketWatch {
  private readonly hub: Hub;
  private readonly heartbeatInterval: number;
  private timers: NodeJS.Timeout[] = [];

  /** @param heartbeatInterval milliseconds */
  constructor(hub: Hub, heartbeatInterval: number) {
    this.hub = hub;
    this.heartbeatInterval = heartbeatInterval;
  }

  start(): void {
    this.timers = [
      setInterval(() => this.hub.closeExpired(Date.now()), LOOK_EVERY),
      setInterval(() => this.hub.checkHeartbeats(), this.heartbeatInterval),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }
}
