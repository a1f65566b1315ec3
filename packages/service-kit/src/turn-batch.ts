interface Waiting<Input, Output> {
  input: Input;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}

/**
 * Does for many at once what each asks for alone: what comes in the same turn of the event loop is one batch. Nobody
 * waits for company.
 */
export class TurnBatch<Input, Output> {
  private readonly run: (inputs: Input[]) => Promise<Output[]>;
  private readonly atMost: number;
  private waiting: Waiting<Input, Output>[] = [];

  /**
   * @param run gives an output for each input, in the same order; what it throws, all of its batch get
   * @param atMost inputs of one batch
   */
  constructor(run: (inputs: Input[]) => Promise<Output[]>, atMost = 500) {
    this.run = run;
    this.atMost = atMost;
  }

  add(input: Input): Promise<Output> {
    if (this.waiting.length === 0) setImmediate(() => this.flush());
    return new Promise((resolve, reject) => this.waiting.push({ input, resolve, reject }));
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (let from = 0; from < all.length; from += this.atMost) void this.settle(all.slice(from, from + this.atMost));
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
