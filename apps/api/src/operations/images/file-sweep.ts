import type { Db } from '@besage/db';
import type { Logger } from '@besage/service-kit';
import type { ObjectStore } from '../../storage/object-store.js';

/** Milliseconds between two sweeps that nobody asked for, and until a failed removal is tried again. */
const INTERVAL = 600_000;
/** Files that are removed at once. */
const BATCH = 20;
/** Attachments that are let go of at once. */
const UNSENT_BATCH = 100;
/** Milliseconds that an attachment has to be sent. */
const UNSENT_TIME = 24 * 3_600_000;
/** Milliseconds for a batch; longer than a store has to answer. */
const BATCH_TIME = 30_000;

export interface FileSweepOptions {
  db: Db;
  store: ObjectStore;
  log: Logger;
}

/**
 * Removes loose files that are due, one batch at a time: soon after something was replaced or deleted, and now and then
 * what had failed or was given up. Any number of api copies may do so at once.
 */
export class FileSweep {
  private readonly options: FileSweepOptions;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private asked = false;
  private stopped = false;

  constructor(options: FileSweepOptions) {
    this.options = options;
  }

  start(): void {
    this.timer = setInterval(() => this.soon(), INTERVAL);
    this.soon();
  }

  /** Sweeps now, or once more when the sweep under way is done. */
  soon(): void {
    this.asked = true;
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.asked && !this.stopped) {
        this.asked = false;
        await this.repeat(() => this.loosenUnsent(), UNSENT_BATCH);
        await this.repeat(() => this.removeDue(), BATCH);
      }
    } catch (error) {
      this.options.log.warn({ err: error }, 'loose files are removed later');
    } finally {
      this.running = undefined;
    }
  }

  private async repeat(step: () => Promise<number>, full: number): Promise<void> {
    let count = full;
    while (count === full && !this.stopped) count = await step();
  }

  /** Lets go of attachments that nobody sent. */
  private loosenUnsent(): Promise<number> {
    return this.options.db.$executeRaw`
      WITH old AS (
        SELECT id FROM attachments WHERE message_id IS NULL AND created_at < ${new Date(Date.now() - UNSENT_TIME)}
        LIMIT ${UNSENT_BATCH} FOR UPDATE SKIP LOCKED
      ),
      gone AS (DELETE FROM attachments a USING old WHERE a.id = old.id RETURNING a.key)
      INSERT INTO loose_files (key, due_at) SELECT key, ${new Date()} FROM gone`;
  }

  /** Holds the rows meanwhile, so that nobody else removes the same. What fails is due again later. */
  private removeDue(): Promise<number> {
    const { db, store, log } = this.options;
    return db.$transaction(
      async (tx) => {
        const due = await tx.$queryRaw<{ key: string }[]>`
          SELECT key FROM loose_files WHERE due_at <= ${new Date()}
          ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
        const removed: string[] = [];
        const failed: string[] = [];
        const remove = ({ key }: { key: string }) =>
          store.delete(key).then(
            () => void removed.push(key),
            (error: unknown) => {
              failed.push(key);
              log.warn({ err: error, key }, 'a file cannot be removed now');
            },
          );
        await Promise.all(due.map(remove));
        await tx.looseFile.deleteMany({ where: { key: { in: removed } } });
        const dueAt = new Date(Date.now() + INTERVAL);
        await tx.looseFile.updateMany({ where: { key: { in: failed } }, data: { dueAt } });
        return due.length;
      },
      { timeout: BATCH_TIME },
    );
  }
}
