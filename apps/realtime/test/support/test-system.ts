import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTokens, type Tokens } from '@besage/auth';
import { createDb, type Db } from '@besage/db';
import { createTestDatabase, sharedRedisUrl, startTestService, uniquePrefix } from '@besage/stack/testing';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createContext, type Context } from '../../src/context.js';
import { showOutAll } from '../../src/sockets/show-out-all.js';
import { TestPerson } from './test-person.js';

const SECRET_KEY = 'a-key-of-the-tests-that-is-long-enough-to-be-one';

/** A gateway in this process, as `main.ts` puts it together. */
export interface TestGateway {
  /** `ws://…` */
  url: string;
  ctx: Context;
  close: () => Promise<void>;
}

/** An api, any number of gateways and people, on a database and streams of their own. */
export interface TestSystem {
  db: Db;
  tokens: Tokens;
  env: NodeJS.ProcessEnv;
  startGateway: (settings?: NodeJS.ProcessEnv) => Promise<TestGateway>;
  people: (count: number, names?: string[]) => Promise<TestPerson[]>;
  close: () => Promise<void>;
}

/** @param redisUrl where the streams are; the shared Redis where it is left out */
export async function startTestSystem(redisUrl = sharedRedisUrl()): Promise<TestSystem> {
  const database = await createTestDatabase();
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    STREAM_PREFIX: uniquePrefix(),
    SECRET_KEY,
    LOG_LEVEL: 'silent',
  };
  const api = await startTestService('api', env);
  const db = createDb({ url: database.url, name: 'besage-test' });
  const tokens = createTokens({ secretKey: SECRET_KEY, accessTtl: 3_600, refreshTtl: 3_600 });
  const gateways: TestGateway[] = [];
  return {
    db,
    tokens,
    env,
    startGateway: async (settings = {}) => {
      const gateway = await startGateway({ ...env, ...settings });
      gateways.push(gateway);
      return gateway;
    },
    people: (count, names = []) => TestPerson.create({ db, tokens, apiUrl: api.url }, count, names),
    close: async () => {
      for (const gateway of gateways) await gateway.close();
      await api.stop();
      await db.$disconnect();
      await database.drop();
    },
  };
}

async function startGateway(env: NodeJS.ProcessEnv): Promise<TestGateway> {
  const ctx = createContext(readConfig(env));
  const app = buildApp(ctx);
  ctx.start();
  await app.listen({ host: '127.0.0.1', port: 0 });
  if (ctx.redis.status !== 'ready') await once(ctx.redis, 'ready');
  const { port } = app.server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await showOutAll(ctx.hub, 0);
    await app.close();
    await ctx.close();
  };
  return { url: `ws://127.0.0.1:${String(port)}`, ctx, close: () => (closed ??= close()) };
}
