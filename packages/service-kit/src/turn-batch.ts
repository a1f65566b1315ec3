interface Waiting<Input, Output> {
  input: Input;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}

export interface TurnBatchOptions {
  /** Inputs of one batch at the most. */
  atMost?: number;
  /** Batches that may be under way; what comes meanwhile fills the next. */
  atOnce?: number;
  /** Milliseconds that a batch counts as under way at the least: in a rush they are fewer and larger. */
  atLeast?: number;
}

/**
 * Does for many at once what each asks for alone: what comes in the same turn of the event loop is one batch. Nobody
 * waits for company, only for those under way where their number is limited.
 */
export class TurnBatch<Input, Output> {
  private readonly run: (inputs: Input[]) => Promise<Output[]>;
  private readonly atMost: number;
  private readonly atOnce: number;
  private readonly atLeast: number;
  private waiting: Waiting<Input, Output>[] = [];
  private underWay = 0;

  /** @param run gives an output for each input, in the same order; what it throws, all of its batch get */
  constructor(
    run: (inputs: Input[]) => Promise<Output[]>,
    { atMost = 500, atOnce = Number.POSITIVE_INFINITY, atLeast = 0 }: TurnBatchOptions = {},
  ) {
    this.run = run;
    this.atMost = atMost;
    this.atOnce = atOnce;
    this.atLeast = atLeast;
  }

  add(input: Input): Promise<Output> {
    if (this.waiting.length === 0) setImmediate(() => this.flush());
    return new Promise((resolve, reject) => this.waiting.push({ input, resolve, reject }));
  }

  private flush(): void {
    while (this.waiting.length > 0 && this.underWay < this.atOnce) {
      this.underWay += 1;
      void this.carryOut(this.waiting.splice(0, this.atMost));
    }
  }

  private async carryOut(batch: Waiting<Input, Output>[]): Promise<void> {
    const { atLeast } = this;
    const rest = atLeast > 0 ? new Promise((resolve) => setTimeout(resolve, atLeast)) : undefined;
    await this.settle(batch);
    await rest;
    this.underWay -= 1;
    this.flush();
  }

  private async settle(batch: Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.run(batch.map(({ input }) => input));
      if (outputs.length !== batch.length) throw new Error('a batch came back with another number of answers');
      outputs.forEach((output, index) => batch[index]?.resolve(output));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
