import { Client, type Dispatcher } from 'undici';
import { Latencies } from '../measure/latencies.js';
import { monotonicMicros } from '../measure/monotonic-micros.js';
import type { Load } from './load.js';
import type { Report } from './messages.js';
import type { HttpPlan } from './plans.js';

/**
 * Requests over connections that are kept alive, in a closed loop: each connection has one request under way, and the next
 * when it is answered. Answers are not read, only counted: the load must cost less than what it loads.
 */
export class HttpLoad implements Load {
  private readonly connections: Client[];
  private readonly requests: Dispatcher.DispatchOptions[];
  private readonly latencies = new Latencies();
  private asked = 0;
  private answered = 0;
  private halted = false;
  private failure: Error | undefined;

  constructor({ origins, connections, requests }: HttpPlan) {
    this.connections = Array.from({ length: connections }, (_, i) => new Client(origins[i % origins.length] ?? ''));
    this.requests = requests.map(({ method, path, token, body }) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      };
      return { method, path, headers, body: body ?? null };
    });
  }

  start(): void {
    for (const connection of this.connections) this.ask(connection);
  }

  halt(): void {
    this.halted = true;
  }

  report(): Report {
    if (this.failure) throw this.failure;
    const { asked: expected, answered } = this;
    return {
      sends: answered,
      deliveries: answered,
      expected,
      repeated: 0,
      frames: 0,
      latencies: this.latencies.snapshot(),
    };
  }

  private ask(connection: Client): void {
    const request = this.requests[this.asked % this.requests.length];
    if (!request) throw new Error('Nothing is asked for.');
    this.asked += 1;
    const askedAt = monotonicMicros();
    connection.dispatch(request, {
      onRequestStart: () => undefined,
      onResponseStart: (_, status) => {
        if (status >= 300) this.failure ??= new Error(`${request.method} ${request.path} was answered with ${status}.`);
      },
      onResponseData: () => undefined,
      onResponseEnd: () => {
        this.answered += 1;
        this.latencies.record(monotonicMicros() - askedAt);
        if (!this.halted) this.ask(connection);
      },
      onResponseError: (_, error) => (this.failure ??= error),
    });
  }
}
