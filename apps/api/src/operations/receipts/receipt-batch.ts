import { limits, type NoticeOf } from '@besage/contracts';
import { advanceReceipts, messagesTouched, type AdvancedReceipt, type Db, type ReceiptInput } from '@besage/db';

/** Messages of a chat that are named when receipts move; who reads more at once moves the chat, not each message. */
const NAMED_MESSAGES = 50;
/** Receipts that one statement moves at the most. */
const BATCH_MAX = 500;

type ReceiptsAdvanced = NoticeOf<'receipts.advanced'>;

interface Waiting {
  input: ReceiptInput;
  settle: ((receipt: AdvancedReceipt | undefined) => void)[];
  fail: ((error: unknown) => void)[];
}

/**
 * Moves receipts, those of many people in one statement, and tells each chat of all of its own in one event. One batch
 * is under way at a time; what comes meanwhile for the same person and chat becomes one move.
 */
export class ReceiptBatch {
  private readonly db: Db;
  private readonly publish: (event: ReceiptsAdvanced) => void;
  private waiting = new Map<string, Waiting>();
  private running = false;

  constructor(db: Db, publish: (event: ReceiptsAdvanced) => void) {
    this.db = db;
    this.publish = publish;
  }

  /** @returns how the receipt moved; `undefined` when it did not, or the person is not in the chat */
  add(input: ReceiptInput): Promise<AdvancedReceipt | undefined> {
    return new Promise((resolve, reject) => {
      const key = `${input.chatId} ${input.userId}`;
      const waiting = this.waiting.get(key) ?? { input, settle: [], fail: [] };
      waiting.input = furthest(waiting.input, input);
      waiting.settle.push(resolve);
      waiting.fail.push(reject);
      this.waiting.set(key, waiting);
      if (this.running) return;
      this.running = true;
      setImmediate(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, BATCH_MAX);
      for (const [key] of batch) this.waiting.delete(key);
      await this.advance(batch.map(([, waiting]) => waiting));
    }
    this.running = false;
  }

  private async advance(batch: Waiting[]): Promise<void> {
    try {
      const moved = await advanceReceipts(
        this.db,
        batch.map(({ input }) => input),
      );
      await this.tell(moved.filter(({ matters }) => matters));
      const byKey = new Map(moved.map((receipt) => [`${receipt.chatId} ${receipt.userId}`, receipt]));
      for (const { input, settle } of batch) {
        const receipt = byKey.get(`${input.chatId} ${input.userId}`);
        for (const resolve of settle) resolve(receipt);
      }
    } catch (error) {
      for (const { fail } of batch) for (const reject of fail) reject(error);
    }
  }

  private async tell(moved: AdvancedReceipt[]): Promise<void> {
    if (moved.length === 0) return;
    const touched = await messagesTouched(this.db, moved, NAMED_MESSAGES, limits.wholeRoster);
    for (const chatId of new Set(moved.map((receipt) => receipt.chatId))) {
      this.publish({
        type: 'receipts.advanced',
        chat_id: chatId,
        receipts: moved.filter((receipt) => receipt.chatId === chatId).map(toEvent),
        messages: touched
          .filter((message) => message.chatId === chatId)
          .map(({ id, seq, senderId, status, statusBefore }) => ({
            id,
            seq,
            sender_id: senderId,
            status,
            changed: status !== statusBefore,
          })),
      });
    }
  }
}

function furthest(a: ReceiptInput, b: ReceiptInput): ReceiptInput {
  return {
    ...a,
    deliveredSeq: Math.max(a.deliveredSeq, b.deliveredSeq),
    readSeq: Math.max(a.readSeq, b.readSeq),
  };
}

function toEvent(receipt: AdvancedReceipt): ReceiptsAdvanced['receipts'][number] {
  return {
    user_id: receipt.userId,
    username: receipt.username,
    delivered_seq: receipt.deliveredSeq,
    read_seq: receipt.readSeq,
    delivered_before: receipt.deliveredBefore,
    read_before: receipt.readBefore,
  };
}
