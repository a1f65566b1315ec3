import type { Db } from '@besage/db';

/** What PostgreSQL did for one ask, all its statements together. */
export interface Cost {
  /** In milliseconds, execution alone. */
  time: number;
  /** Pages of 8 KB that were looked at, wherever they came from. */
  pages: number;
}

interface Totals {
  time: number;
  pages: number;
}

/**
 * What an ask costs PostgreSQL: the medians of `times` asks, by the counters of pg_stat_statements. Nothing else may run
 * on the database meanwhile.
 *
 * @param db a connection of its own
 * @param ask gets the number of the ask, from 0 on; it may return what is to be done once the cost is known
 */
export async function costOf(db: Db, times: number, ask: (time: number) => Promise<unknown>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let time = 0; time < times; time += 1) {
    const before = await totals(db);
    await ask(time);
    const after = await totals(db);
    costs.push({ time: after.time - before.time, pages: after.pages - before.pages });
  }
  return { time: median(costs.map((cost) => cost.time)), pages: median(costs.map((cost) => cost.pages)) };
}

async function totals(db: Db): Promise<Totals> {
  const [row] = await db.$queryRaw<Totals[]>`
    SELECT coalesce(sum(total_exec_time), 0)::float8 AS time,
      coalesce(sum(shared_blks_hit + shared_blks_read), 0)::float8 AS pages
    FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%pg_stat_statements%'`;
  return row ?? { time: 0, pages: 0 };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
