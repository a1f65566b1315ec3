import type { ErrorCode } from '@besage/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Buckets } from './buckets.js';
import type { Labels } from './labels.js';
import type { Metrics } from './metrics.js';
import { expectedRefusals } from './expected-refusals.js';
import { Tally } from './tally.js';

/** What stands for the route where there was none. */
const NO_ROUTE = 'none';

/** What a server has answered: how often, how fast, and what it refused. */
export class HttpCounts {
  readonly refusals = new Tally<ErrorCode>(expectedRefusals);
  private readonly durations = new Map<string, { labels: Labels; buckets: Buckets }>();

  /** A request is answered. */
  answered({ method, routeOptions: { url: route = NO_ROUTE } }: FastifyRequest, reply: FastifyReply): void {
    const status = String(reply.statusCode);
    const key = `${method} ${route} ${status}`;
    let series = this.durations.get(key);
    if (!series) {
      series = { labels: { method, route, status }, buckets: new Buckets() };
      this.durations.set(key, series);
    }
    series.buckets.observe(reply.elapsedTime / 1_000);
  }

  /** Shows how long requests took. Their route is as it was declared, `/api/chats/:id`: what is asked for is in no label. */
  showIn(metrics: Metrics): void {
    const name = 'besage_http_request_duration_seconds';
    const help = 'Time from the arrival of a request until its answer was written, by its route as declared.';
    metrics.histogram({ name, help }, () =>
      [...this.durations.values()].map(({ labels, buckets }) => [labels, buckets] as const),
    );
  }
}
