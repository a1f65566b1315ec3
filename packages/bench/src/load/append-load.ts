import { appendMessages, appendSettings, createDb, type Db, type NewMessage } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import { Latencies } from '../measure/latencies.js';
import { monotonicMicros } from '../measure/monotonic-micros.js';
import type { Load } from './load.js';
import type { Report } from './messages.js';
import type { AppendPlan } from './plans.js';

/** As the api asks for it: see its SendBatch. */
const LIVE_ROSTER_MAX = 10;
const CONTENT = 'hello there, how are you doing today?';

/** The statement that stores messages, on the one connection that an api keeps for it, one batch after the other. */
export class AppendLoad implements Load {
  private readonly db: Db;
  private readonly plan: AppendPlan;
  private readonly latencies = new Latencies();
  private sent = 0;
  private stored = 0;
  private halted = false;
  private failure: Error | undefined;

  constructor(plan: AppendPlan) {
    this.plan = plan;
    this.db = createDb({ url: plan.databaseUrl, poolSize: 1, settings: appendSettings, name: 'besage-bench' });
  }

  start(): void {
    this.run().catch((error: unknown) => (this.failure = error instanceof Error ? error : new Error(String(error))));
  }

  halt(): void {
    this.halted = true;
  }

  /** A message counts as delivered when its commit is known. */
  report(): Report {
    if (this.failure) throw this.failure;
    const { sent, stored } = this;
    return {
      sends: stored,
      deliveries: stored,
      expected: sent,
      repeated: 0,
      frames: 0,
      latencies: this.latencies.snapshot(),
    };
  }

  private async run(): Promise<void> {
    while (!this.halted) {
      const batch = Array.from({ length: this.plan.batch }, () => this.nextMessage());
      const sentAt = monotonicMicros();
      const outcomes = await appendMessages(this.db, batch, LIVE_ROSTER_MAX);
      this.latencies.record(monotonicMicros() - sentAt, batch.length);
      const refused = outcomes.find(({ outcome }) => outcome !== 'new');
      if (refused) throw new Error(`A message was not stored: ${refused.outcome}.`);
      this.stored += outcomes.length;
    }
  }

  private nextMessage(): NewMessage {
    const sender = this.plan.senders[this.sent % this.plan.senders.length];
    if (!sender) throw new Error('Nobody sends.');
    this.sent += 1;
    const id = uuidv7();
    return { ...sender, id, clientId: id, content: CONTENT, replyToId: null, mentionKeys: [], attachmentIds: [] };
  }
}
