import { decodeEvent, type Command, type Event, type Reply } from '@besage/contracts';
import { sharedRedisUrl, startTestRedis, uniquePrefix } from '@besage/stack/testing';
import { Cluster } from 'ioredis';
import { expect, onTestFinished } from 'vitest';
import {
  connectRedis,
  GroupConsumer,
  StreamReader,
  streamNames,
  StreamWriter,
  type GroupConsumerOptions,
  type RedisConnection,
  type StreamNames,
  type StreamReaderOptions,
  type StreamWriterOptions,
} from '../src/index.js';
import { RecordedLog } from './recorded-log.js';

type Server = Awaited<ReturnType<typeof startTestRedis>>['server'];

/** Streams that one test has for itself, and what reads and writes them; all of it ends with the test. */
export class Setting {
  readonly names: StreamNames = streamNames(uniquePrefix());
  readonly log = new RecordedLog();

  constructor(readonly url = sharedRedisUrl()) {}

  /** A connection that is ready. */
  async connect(): Promise<RedisConnection> {
    const redis = connectRedis({ url: this.url, name: 'test', log: this.log });
    onTestFinished(() => redis.disconnect());
    await eventually(() => redis.status).toBe('ready');
    return redis;
  }

  async writer(options: Partial<StreamWriterOptions> = {}): Promise<StreamWriter> {
    const { names, log } = this;
    return new StreamWriter({ redis: options.redis ?? (await this.connect()), names, log, ...options });
  }

  /** Reads the events of partition 0. `seqs` is what came so far, `batches` how it came. */
  async reader(options: Partial<StreamReaderOptions<Event>> = {}): Promise<{ seqs: number[]; batches: number[] }> {
    const came = { seqs: [] as number[], batches: [] as number[] };
    const onBatch = (events: Event[]) => {
      came.batches.push(events.length);
      for (const event of events) if ('seq' in event) came.seqs.push(event.seq);
    };
    const { url, log, names } = this;
    const reader = new StreamReader({ url, log, stream: names.events(0), decode: decodeEvent, onBatch, ...options });
    onTestFinished(() => reader.stop());
    await reader.start();
    return came;
  }

  /** A consumer that is taken for dead after 300 ms. */
  async consumer(
    handle: (command: Command) => Promise<Reply>,
    options: Partial<GroupConsumerOptions> = {},
  ): Promise<GroupConsumer> {
    const { url, names, log } = this;
    const writer = options.writer ?? (await this.writer());
    const consumer = new GroupConsumer({ url, names, log, writer, handle, claimIdleMs: 300, ...options });
    onTestFinished(() => consumer.stop(0));
    consumer.start();
    return consumer;
  }

  /**
   * The commands that Redis executes on our streams, by name and key, as they come. Not on the shared Redis: ioredis
   * stumbles over what is executed by others in the moment when MONITOR begins.
   */
  async monitor(redis: RedisConnection): Promise<string[]> {
    if (redis instanceof Cluster) throw new Error('A cluster has no one order.');
    const seen: string[] = [];
    const prefix = this.names.commands.replace('{commands}', '');
    const monitor = await redis.monitor();
    onTestFinished(() => monitor.disconnect());
    monitor.on('monitor', (_time: string, [name = '', key]: string[]) => {
      if (key?.startsWith(prefix)) seen.push(`${name} ${key.slice(prefix.length)}`);
      else if (name === 'multi' || name === 'exec') seen.push(name);
    });
    return seen;
  }

  /** The replies to a gateway that are there, in order. */
  async replies(redis: RedisConnection, gateway = 'gateway-1'): Promise<Reply[]> {
    const entries = await redis.xrange(this.names.replies(gateway), '-', '+');
    return entries.flatMap(([, fields]) => JSON.parse(fields[1]!) as Reply[]);
  }
}

/** Waits until something holds; a busy machine and an outage may take their time. */
export const eventually = <T>(get: () => T) => expect.poll(get, { timeout: 10_000 });

/** A Redis that one test has for itself, to stop it and start it again. */
export async function ownRedis(options: { persist?: boolean; nodes?: number } = {}): Promise<Server> {
  const { server, remove } = await startTestRedis(options);
  onTestFinished(remove);
  return server;
}
