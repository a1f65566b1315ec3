import { readyWithin, type Server } from './server.js';

const READY_MS = 30_000;

/** A server that a test or the benchmark ends, in order or not, and starts again at the same place. */
export class Restartable {
  readonly #launch: () => Promise<Server>;
  #server: Server;

  private constructor(launch: () => Promise<Server>, server: Server) {
    this.#launch = launch;
    this.#server = server;
  }

  /** Starts it and waits until it is ready. */
  static async start(launch: () => Promise<Server>): Promise<Restartable> {
    return new Restartable(launch, await readyWithin(await launch(), READY_MS));
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Of the process that is there now, or of the last one. */
  get pid(): number {
    return this.#server.pid;
  }

  /** Sends a signal to the process, `SIGSTOP` and `SIGCONT` too. */
  signal(signal: NodeJS.Signals): void {
    this.#server.kill(signal);
  }

  /** Kills the process and waits until it is gone. */
  async kill(): Promise<void> {
    this.#server.kill('SIGKILL');
    await this.#server.exited;
  }

  /** Ends the process in order. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Starts it again after its end and waits until it is ready. */
  async start(): Promise<void> {
    this.#server = await readyWithin(await this.#launch(), READY_MS);
  }
}
