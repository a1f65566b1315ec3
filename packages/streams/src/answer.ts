/** What Redis will say to something that was appended: a promise, and the means to settle it. */
export class Answer {
  /** Who does not care may ignore it: a failure that nobody listens to is no unhandled rejection. */
  readonly promise: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => {});
  }

  settle(error?: Error | null): void {
    if (error) this.reject(error);
    else this.resolve();
  }
}
