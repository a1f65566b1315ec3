import type { Cluster } from 'ioredis';
import { slotOf } from './slot-of.js';

/** What a pipeline must take to append and to acknowledge. */
export interface StreamCommands {
  xadd(stream: string, ...args: (string | number)[]): unknown;
  expire(stream: string, seconds: number): unknown;
  xdel(stream: string, ...ids: string[]): unknown;
  xack(stream: string, group: string, ...ids: string[]): unknown;
}

type Result = [error: Error | null, result?: unknown];

interface Call {
  command: string;
  key: string;
  args: (string | number)[];
  result: Result;
}

/**
 * A pipeline to streams that several nodes of a cluster hold: one for each node, at once. What acknowledges goes when all
 * the rest has been answered, and not at all when something of it failed: so it is still true that nothing that an
 * acknowledged command brought about is missing.
 */
export class ClusterPipeline implements StreamCommands {
  private readonly calls: Call[] = [];
  private readonly acknowledgements: Call[] = [];
  /** In the order in which they were asked for. */
  private readonly all: Call[] = [];

  constructor(private readonly cluster: Cluster) {}

  xadd(stream: string, ...args: (string | number)[]): void {
    this.add(this.calls, 'xadd', stream, args);
  }

  expire(stream: string, seconds: number): void {
    this.add(this.calls, 'expire', stream, [seconds]);
  }

  xdel(stream: string, ...ids: string[]): void {
    this.add(this.acknowledgements, 'xdel', stream, ids);
  }

  xack(stream: string, group: string, ...ids: string[]): void {
    this.add(this.acknowledgements, 'xack', stream, [group, ...ids]);
  }

  /** Sends everything. @returns what came of it, in order; never rejects */
  async exec(): Promise<Result[]> {
    await this.send(this.calls);
    const failed = this.calls.find(({ result: [error] }) => error !== null);
    if (failed) for (const call of this.acknowledgements) call.result = failed.result;
    else await this.send(this.acknowledgements);
    return this.all.map(({ result }) => result);
  }

  private add(to: Call[], command: string, key: string, args: (string | number)[]): void {
    const call: Call = { command, key, args, result: [null] };
    to.push(call);
    this.all.push(call);
  }

  private async send(calls: Call[]): Promise<void> {
    const byNode = new Map<string, Call[]>();
    for (const call of calls) {
      const node = this.cluster.slots[slotOf(call.key)]?.[0] ?? '';
      const group = byNode.get(node);
      if (group) group.push(call);
      else byNode.set(node, [call]);
    }
    await Promise.all([...byNode.values()].map((group) => this.sendToOne(group)));
  }

  private async sendToOne(calls: Call[]): Promise<void> {
    const pipeline = this.cluster.pipeline();
    for (const { command, key, args } of calls) pipeline.call(command, key, ...args);
    try {
      const results = (await pipeline.exec()) ?? [];
      for (const [place, call] of calls.entries()) call.result = results[place] ?? call.result;
    } catch (error) {
      for (const call of calls) call.result = [error instanceof Error ? error : new Error(String(error))];
    }
  }
}
