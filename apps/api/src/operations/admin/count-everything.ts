import { counted, type Counted, type Counts } from '@besage/contracts';
import { Prisma } from '@besage/db';
import type { Context } from '../../context.js';

/** Up to so many rows are counted one by one; of more, the planner's estimate is as good as anybody needs. */
const COUNTED_MAX = 100_000;

const rowsOf: Record<Counted, Prisma.Sql> = {
  users: Prisma.sql`users`,
  active_users: Prisma.sql`users WHERE active`,
  chats: Prisma.sql`chats`,
  messages: Prisma.sql`messages`,
  sessions: Prisma.sql`sessions WHERE ended_at IS NULL AND expires_at > now()`,
};

/** How much there is of everything, without reading large tables. */
export async function countEverything(ctx: Context): Promise<Counts> {
  const numbers = await Promise.all(counted.map(async (name) => ({ name, ...(await count(ctx, rowsOf[name])) })));
  const of = (name: Counted) => numbers.find((number) => number.name === name)?.rows ?? 0;
  return {
    users: of('users'),
    active_users: of('active_users'),
    chats: of('chats'),
    messages: of('messages'),
    sessions: of('sessions'),
    estimated: numbers.filter(({ isEstimate }) => isEstimate).map(({ name }) => name),
  };
}

/** The idea of asking the planner: wiki.postgresql.org/wiki/Count_estimate. */
async function count(ctx: Context, rows: Prisma.Sql): Promise<{ rows: number; isEstimate: boolean }> {
  const [explained] = await ctx.db.$queryRaw<Explained[]>`EXPLAIN (FORMAT JSON) SELECT FROM ${rows}`;
  const estimate = explained?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
  if (estimate > COUNTED_MAX) return { rows: estimate, isEstimate: true };
  const [exact] = await ctx.db.$queryRaw<{ rows: number }[]>`SELECT count(*)::int AS rows FROM ${rows}`;
  return { rows: exact?.rows ?? 0, isEstimate: false };
}

interface Explained {
  'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }];
}
