import type { Readiness } from '../readiness.js';
import type { Buckets } from './buckets.js';
import type { HttpCounts } from './http-counts.js';
import type { Labels } from './labels.js';
import type { Metrics } from './metrics.js';
import { showPools, type PoolCounts } from './pool-counts.js';
import type { Tally } from './tally.js';

/** What every service of ours can tell, whatever it does. */
export interface ServiceFacts {
  http: HttpCounts;
  readiness: Readiness;
  /** Of connections to PostgreSQL, by name. */
  pools: Record<string, PoolCounts>;
  /** What was refused by another door than HTTP, by error code. */
  refusals: Record<string, Tally<string>>;
  /** Who was refused since a limit was reached, by the limit. */
  limited: Tally<string>;
  /** How long entries of the streams had waited when they were read, by kind of stream. */
  lags: Record<string, Buckets>;
  /** What appends to the streams. */
  writer: { readonly unanswered: number; readonly failures: number };
}

/** Shows what both services tell under the same names; Prometheus knows by `job` whose it is. */
export function showService(metrics: Metrics, facts: ServiceFacts): void {
  const { http, readiness, pools, refusals, limited, lags, writer } = facts;
  metrics.gauge(
    {
      name: 'besage_dependency_up',
      help: 'Whether a part that the service needs is there: 1 or 0.',
      labels: ['dependency'],
    },
    async () => [...(await readiness.ask())].map(([dependency, isThere]) => [{ dependency }, Number(isThere)] as const),
  );
  http.showIn(metrics);
  metrics.counter(
    {
      name: 'besage_refusals_total',
      help: 'What was refused, by the door that it came in by and the error code of the answer.',
      labels: ['door', 'code'],
    },
    () =>
      Object.entries({ http: http.refusals, ...refusals }).flatMap(([door, codes]): [Labels, number][] => [
        ...codes.by('code', { door }),
      ]),
  );
  metrics.counter(
    {
      name: 'besage_limited_total',
      help: 'Whom a limit of rate or number has refused, by the limit.',
      labels: ['limit'],
    },
    () => [...limited.by('limit')],
  );
  showPools(metrics, pools);
  metrics.histogram(
    {
      name: 'besage_stream_lag_seconds',
      help: 'Time from the append of an entry to a stream until it was read: of the oldest of each read.',
    },
    () => Object.entries(lags).map(([stream, lag]) => [{ stream }, lag] as const),
  );
  metrics.gauge(
    { name: 'besage_stream_unanswered', help: 'Appends to streams that Redis has not answered yet.' },
    () => writer.unanswered,
  );
  metrics.counter(
    { name: 'besage_stream_failures_total', help: 'Appends to streams that came to nothing, or may have.' },
    () => writer.failures,
  );
}
