import { Buckets } from './buckets.js';
import type { Labels } from './labels.js';
import type { Metrics } from './metrics.js';

/** How busy a pool of connections is right now. */
interface PoolState {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** A pool of connections, and how long each query waited for one of them. */
export class PoolCounts {
  readonly waits = new Buckets();
  private state: PoolState = { totalCount: 0, idleCount: 0, waitingCount: 0 };

  /** The pool, when it is made. */
  pool(state: PoolState): void {
    this.state = state;
  }

  waited(ms: number): void {
    this.waits.observe(ms / 1_000);
  }

  get idle(): number {
    return this.state.idleCount;
  }

  get busy(): number {
    return this.state.totalCount - this.state.idleCount;
  }

  get waiting(): number {
    return this.state.waitingCount;
  }
}

/** Shows the pools of connections to PostgreSQL that a service has, by name. */
export function showPools(metrics: Metrics, pools: Record<string, PoolCounts>): void {
  const all = Object.entries(pools);
  metrics.gauge(
    {
      name: 'besage_postgres_connections',
      help: 'Open connections to PostgreSQL, and whether a query uses them.',
      labels: ['pool', 'state'],
    },
    () =>
      all.flatMap(([pool, { idle, busy }]): [Labels, number][] => [
        [{ pool, state: 'idle' }, idle],
        [{ pool, state: 'busy' }, busy],
      ]),
  );
  metrics.gauge(
    {
      name: 'besage_postgres_waiting_queries',
      help: 'Queries that wait for a free connection to PostgreSQL.',
      labels: ['pool'],
    },
    () => all.map(([pool, { waiting }]) => [{ pool }, waiting] as const),
  );
  metrics.histogram(
    { name: 'besage_postgres_wait_seconds', help: 'Time that a query waited for a connection to PostgreSQL.' },
    () => all.map(([pool, { waits }]) => [{ pool }, waits] as const),
  );
}
