import type { LineLog } from './child.js';
import { freePort } from './free-port.js';
import { nodeDirs, startRedisCluster } from './redis-cluster.js';
import { forgetKept, startRedis } from './redis.js';
import type { Server } from './server.js';

/** Where a Redis has its data and its ports, so that it is the same one when it is started again. */
export interface RedisPlace {
  launch: () => Promise<Server>;
  /** Removes what it has kept; it must not be running. */
  forget: () => Promise<void>;
}

export interface RedisPlaceOptions {
  /** Absolute path. */
  dataDir: string;
  persist: boolean;
  log: LineLog;
  /** More than one are a cluster. What `BESAGE_REDIS_NODES` says, by default: so all tests can be run against one. */
  nodes?: number;
}

/** Finds a place for a Redis on free ports. */
export async function redisPlace(options: RedisPlaceOptions): Promise<RedisPlace> {
  const { dataDir, nodes = Number(process.env['BESAGE_REDIS_NODES'] ?? 1), ...rest } = options;
  if (nodes === 1) {
    const place = { dataDir, port: await freePort(), ...rest };
    return { launch: () => startRedis(place), forget: () => forgetKept(dataDir) };
  }
  const numbers = Array.from({ length: nodes });
  const ports = await Promise.all(numbers.map(async () => ({ port: await freePort(), busPort: await freePort() })));
  const place = { dataDir, ports, ...rest };
  const forget = async (): Promise<void> => {
    for (const nodeDir of nodeDirs(place)) await forgetKept(nodeDir);
  };
  return { launch: () => startRedisCluster(place), forget };
}
