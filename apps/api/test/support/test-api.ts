import { decodeEvent, type Event } from '@besage/contracts';
import { createTestDatabase, sharedRedisUrl, uniquePrefix } from '@besage/stack/testing';
import { StreamReader } from '@besage/streams';
import { vi } from 'vitest';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createContext, type Context } from '../../src/context.js';
import type { App } from '../../src/routes/app-instance.js';
import { watchResponses } from './watch-responses.js';

/** The service as `main.ts` puts it together, without a port, on a database and streams of its own. */
export interface TestApi {
  app: App;
  ctx: Context;
  /** All events that any api on these streams has published so far. */
  published: Event[];
  /** Ends it. Throws when a response did not fit its schema. */
  close: () => Promise<void>;
}

/**
 * @param settings beside the addresses; with a `DATABASE_URL` it runs on that database and leaves it there
 * @param overrides parts of the context
 */
export async function startTestApi(
  settings: NodeJS.ProcessEnv = {},
  overrides: Partial<Context> = {},
): Promise<TestApi> {
  const database = settings['DATABASE_URL'] === undefined ? await createTestDatabase() : undefined;
  const own = { DATABASE_URL: database?.url, REDIS_URL: sharedRedisUrl(), STREAM_PREFIX: uniquePrefix() };
  const ctx = createContext(readConfig({ LOG_LEVEL: 'silent', ...own, ...settings }), overrides);
  const app = buildApp(ctx);
  const misfits = watchResponses(app);
  const published: Event[] = [];
  const reader = readEvents(ctx, published);
  // A busy machine may need a second try.
  const connected = vi.waitUntil(() => ctx.redis.status === 'ready', { timeout: 20_000 });
  await Promise.all([app.ready(), connected, reader.start()]);

  const close = async (): Promise<void> => {
    await Promise.all([app.close(), reader.stop()]);
    await ctx.close();
    await database?.drop();
    if (misfits.length > 0) throw new Error(misfits.join('\n'));
  };
  return { app, ctx, published, close };
}

/** Settings for another copy of the same service: same database, same streams. */
export function copyOf({ ctx }: TestApi): NodeJS.ProcessEnv {
  const { DATABASE_URL, REDIS_URL, STREAM_PREFIX } = ctx.config;
  return { DATABASE_URL, REDIS_URL, STREAM_PREFIX };
}

function readEvents({ config, names, log }: Context, published: Event[]): StreamReader<Event> {
  return new StreamReader({
    url: config.REDIS_URL,
    stream: names.events(0),
    from: '0',
    decode: decodeEvent,
    onBatch: (events) => void published.push(...events),
    log,
  });
}
