import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, Redis, type RedisOptions } from 'ioredis';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { RedisAddress } from './redis-address.js';
import { slotOf } from './slot-of.js';

/** First slot, last slot, their primary: host, port; after it come its id, and its replicas. */
const slotsReply = Compile(
  Type.Array(Type.Tuple([Type.Number(), Type.Number(), Type.Array(Type.Unknown(), { minItems: 2 })])),
);
const hostAndPort = Compile(Type.Tuple([Type.String(), Type.Number()]));

/** Options that {@link ownerConnector} uses as well to ask the nodes. */
export type NodeOptions = Pick<RedisOptions, 'username' | 'password' | 'connectTimeout' | 'disconnectTimeout' | 'tls'>;

/**
 * How a plain connection of ioredis gets to the node of a cluster that owns a key: at every attempt it asks the known
 * nodes who that is. So a reader of one stream has one connection, to the one server that it reads from, and notices
 * what happens to that server as it would without a cluster.
 */
export function ownerConnector(
  { nodes, isEncrypted }: RedisAddress,
  key: string,
  options: NodeOptions,
): new () => AbstractConnector {
  const slot = slotOf(key);
  return class extends AbstractConnector {
    constructor() {
      super(options.disconnectTimeout ?? 0);
    }

    override async connect(): Promise<Socket> {
      this.connecting = true;
      const owner = await findOwner(nodes, slot, options);
      if (!this.connecting) throw new Error('Connection is closed.');
      const stream = isEncrypted ? connectTls(owner) : connectTcp(owner);
      stream.once('error', (error: Error) => {
        this.firstError = error;
      });
      this.stream = stream;
      return stream;
    }
  };
}

type Node = RedisAddress['nodes'][number];

/** Where none can tell it is one of the nodes: ioredis tries again when a connection fails, but not when there is none. */
async function findOwner(nodes: Node[], slot: number, options: NodeOptions): Promise<Node> {
  for (const node of nodes) {
    const owner = await askForOwner(node, slot, options).catch(() => undefined);
    if (owner) return owner;
  }
  return nodes[Math.floor(Math.random() * nodes.length)] ?? { host: '', port: 0 };
}

async function askForOwner(node: Node, slot: number, options: NodeOptions): Promise<Node> {
  const redis = new Redis({
    ...options,
    ...node,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined); // told by what rejects
  try {
    await redis.connect();
    const reply = slotsReply.Parse(await redis.cluster('SLOTS'));
    const [, , owner] = reply.find(([first, last]) => first <= slot && slot <= last) ?? [];
    const [host, port] = hostAndPort.Parse(owner?.slice(0, 2));
    // A node that does not know its own address leaves it out: it is where we reached it.
    return { host: host || node.host, port };
  } finally {
    redis.disconnect();
  }
}
