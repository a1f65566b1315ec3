import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { LineLog } from './child.js';
import { keptSecret } from './kept-value.js';
import { startRedis } from './redis.js';
import { readyWithin, type Server } from './server.js';

export interface RedisClusterOptions {
  /** Absolute path of the folder that holds a folder for each node. */
  dataDir: string;
  /** Of each node: where it serves, and where it speaks to the others. */
  ports: { port: number; busPort: number }[];
  persist: boolean;
  log: LineLog;
}

const SLOTS = 16_384;
const READY_MS = 20_000;

/** The folder of each node. */
export const nodeDirs = ({ dataDir, ports }: Pick<RedisClusterOptions, 'dataDir' | 'ports'>): string[] =>
  ports.map((_, index) => path.join(dataDir, `node-${index}`));

/**
 * Starts a Redis Cluster of primaries on the loopback interface, for tests. What is done to the server that it gives is
 * done to all nodes; its `url` names all of them.
 */
export async function startRedisCluster(options: RedisClusterOptions): Promise<Server> {
  const { dataDir, ports, persist, log } = options;
  await mkdir(dataDir, { recursive: true });
  const password = await keptSecret(path.join(dataDir, 'password'));
  const nodes = await Promise.all(
    nodeDirs(options).map(async (nodeDir, index) => {
      await mkdir(nodeDir, { recursive: true });
      await writeFile(path.join(nodeDir, 'password'), `${password}\n`, { mode: 0o600 });
      const { port, busPort } = ports[index] ?? { port: 0, busPort: 0 };
      return startRedis({ dataDir: nodeDir, port, persist, log, busPort });
    }),
  );
  return together(nodes, join(nodes, ports));
}

function together(nodes: Server[], ready: Promise<void>): Server {
  const [first] = nodes;
  if (!first) throw new Error('A cluster has nodes.');
  ready.catch(() => undefined); // for who does not wait for it
  const onAll = async (act: (node: Server) => Promise<unknown>): Promise<void> => {
    await Promise.all(nodes.map(act));
  };
  return {
    ...first,
    url: nodes.map(({ url }) => url).join(),
    ready,
    exited: onAll(({ exited }) => exited).then(() => first.exited),
    kill: (signal) => {
      for (const node of nodes) node.kill(signal);
    },
    stop: () => onAll((node) => node.stop()),
    lastLines: () => nodes.map((node) => node.lastLines()).join('\n'),
  };
}

/** Makes one cluster of the nodes where they are none yet, and waits until all of them know it. */
async function join(nodes: Server[], ports: RedisClusterOptions['ports']): Promise<void> {
  await Promise.all(nodes.map((node) => readyWithin(node, READY_MS)));
  const connections = nodes.map(({ url }) => new Redis(url, { retryStrategy: () => null }));
  for (const redis of connections) redis.on('error', () => undefined);
  try {
    for (const [index, redis] of connections.entries()) {
      if (/cluster_slots_assigned:[1-9]/.test(await redis.cluster('INFO'))) continue; // it was one before
      const share = Math.ceil(SLOTS / nodes.length);
      const slots = Array.from({ length: Math.min(share, SLOTS - index * share) }, (_, i) => index * share + i);
      await redis.cluster('ADDSLOTS', ...slots);
      const { port = 0, busPort = 0 } = ports[0] ?? {};
      if (index > 0) await redis.call('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
    }
    for (const redis of connections) await untilWell(redis, nodes.length);
  } finally {
    for (const redis of connections) redis.disconnect();
  }
}

async function untilWell(redis: Redis, size: number): Promise<void> {
  for (;;) {
    const info = await redis.cluster('INFO');
    if (info.includes('cluster_state:ok') && info.includes(`cluster_size:${size}\r`)) return;
    await sleep(50);
  }
}
