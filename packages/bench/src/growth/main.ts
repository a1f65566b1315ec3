import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { appendSettings, createDb, type Db } from '@besage/db';
import { startStack, type Stack } from '@besage/stack';
import { makeCast, type Cast } from './cast.js';
import { fillBase, growTo, type Size } from './fill.js';
import { growthSvg } from './growth-svg.js';
import { growthTable, type Growth } from './growth-table.js';
import { PlanLog, planLogSettings } from './plan-log.js';
import { probesOf, type Surroundings } from './probes.js';
import { costOf } from './statement-cost.js';

/**
 * Grows a database and asks it the same at each size: `pnpm bench:growth --messages 1000,100000,1000000,10000000`. There
 * is a chat for each hundred messages. It prints what PostgreSQL does for each ask, with `--svg` draws the curve, and with
 * `--plans` writes down how PostgreSQL carried out each statement.
 */
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000,100000,1000000' },
    times: { type: 'string', default: '31' },
    svg: { type: 'string' },
    plans: { type: 'string' },
  },
});
const MESSAGES_PER_CHAT = 100;
const HOUR = 3_600_000;
const secretKey = randomBytes(32).toString('hex');

/** Has PostgreSQL count what each statement costs, and gives it room for a database of this size. */
async function prepare(stack: Stack): Promise<void> {
  const db = createDb({ url: stack.postgres.url });
  const settings = {
    ...(values.plans === undefined ? {} : planLogSettings),
    shared_preload_libraries: 'pg_stat_statements,auto_explain',
    shared_buffers: '1GB',
    max_wal_size: '8GB',
  };
  for (const [name, value] of Object.entries(settings)) {
    // A list is one value for each of its names.
    const literals = value.split(',').map((part) => `'${part}'`);
    await db.$executeRawUnsafe(`ALTER SYSTEM SET ${name} = ${literals.join(', ')}`);
  }
  await db.$disconnect();
  await stack.postgres.stop();
  await stack.postgres.start();
}

async function measure(surroundings: Surroundings, size: Size, plans: PlanLog | undefined): Promise<Growth> {
  const growth: Growth = { size, costs: new Map() };
  const times = Number(values.times);
  for (const { name, ask } of probesOf(surroundings, size)) {
    growth.costs.set(name, await costOf(surroundings.db, times, ask));
    await plans?.record(`${name}, at ${size.messages} messages`, () => ask(times));
  }
  return growth;
}

/** Tables, indexes and all, by the messages. */
async function bytesPerMessage(db: Db, messages: number): Promise<number> {
  const [row] = await db.$queryRaw<{ bytes: number }[]>`SELECT pg_database_size(current_database())::float8 AS bytes`;
  return Math.round((row?.bytes ?? 0) / messages);
}

async function grow(stack: Stack): Promise<Growth[]> {
  await prepare(stack);
  const { url } = stack.postgres;
  const filler = createDb({ url, poolSize: 1, statementTimeout: HOUR, settings: { synchronous_commit: 'off' } });
  const db = createDb({ url });
  const appender = createDb({ url, poolSize: 1, settings: appendSettings });
  try {
    await filler.$executeRawUnsafe('CREATE EXTENSION pg_stat_statements');
    const cast: Cast = await makeCast(filler, secretKey);
    await fillBase(filler, cast);
    const plans = values.plans === undefined ? undefined : await PlanLog.open(filler, values.plans);
    const results: Growth[] = [];
    let size: Size = { messages: 0, chats: 1 };
    for (const messages of values.messages.split(',').map(Number)) {
      const next = { messages, chats: Math.max(2, messages / MESSAGES_PER_CHAT) };
      const started = performance.now();
      await growTo(filler, cast, size, next);
      size = next;
      const seconds = ((performance.now() - started) / 1_000).toFixed(0);
      console.log(`${messages} messages, ${await bytesPerMessage(filler, messages)} bytes each, after ${seconds} s`);
      results.push(await measure({ db, appender, apiUrl: stack.apis[0]?.url ?? '', cast }, size, plans));
    }
    return results;
  } finally {
    await Promise.all([filler, db, appender].map((each) => each.$disconnect()));
  }
}

const stack = await startStack({ apis: 1, realtimes: 0, durable: true, env: { SECRET_KEY: secretKey } });
try {
  const results = await grow(stack);
  console.log(growthTable(results));
  if (values.svg !== undefined) await writeFile(values.svg, growthSvg(results));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stack.stop();
  process.exit();
}
