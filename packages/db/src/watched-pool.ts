import pg from 'pg';

/** How busy a pool of connections is right now. */
export interface PoolState {
  /** Connections that are open. */
  readonly totalCount: number;
  /** Those of them that nobody uses. */
  readonly idleCount: number;
  /** Queries that wait for one. */
  readonly waitingCount: number;
}

/** Who looks on at a pool of connections. */
export interface PoolWatch {
  /** Gets the pool when it is made. */
  pool: (pool: PoolState) => void;
  /** Told how many milliseconds somebody waited for a connection, whether they got one or not. */
  waited: (ms: number) => void;
}

type Callback = Parameters<pg.Pool['connect']>[0];

/** A pool that tells how long its connections are waited for. Every query takes a connection, and gives it back. */
export class WatchedPool extends pg.Pool {
  private readonly watch: PoolWatch;

  constructor(config: pg.PoolConfig, watch: PoolWatch) {
    super(config);
    this.watch = watch;
    watch.pool(this);
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    const since = performance.now();
    if (!callback) return this.connectAndTell(since);
    super.connect((error, client, done) => {
      this.watch.waited(performance.now() - since);
      callback(error, client, done);
    });
    return undefined;
  }

  private async connectAndTell(since: number): Promise<pg.PoolClient> {
    try {
      return await super.connect();
    } finally {
      this.watch.waited(performance.now() - since);
    }
  }
}
