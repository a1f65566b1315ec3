import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Compile } from 'typebox/compile';
import { Answer, type Report, type Request } from './messages.js';
import type { Plan } from './plans.js';

const PROGRAM = fileURLToPath(new URL('./main.js', import.meta.url));
const isAnswer = Compile(Answer);

/** Why a load could not go on: a send was refused, a socket closed. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';
}

/** A load in a process of its own, which ends with ours. */
export class LoadProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /**
   * Starts a process and lets it connect; it sends nothing yet.
   *
   * @throws LoadFailure why it cannot
   */
  static async prepare(plan: Plan): Promise<LoadProcess> {
    const load = new LoadProcess(fork(PROGRAM));
    try {
      await load.#ask({ type: 'prepare', plan });
      return load;
    } catch (error) {
      await load.end();
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async start(): Promise<void> {
    await this.#ask({ type: 'start' });
  }

  async halt(): Promise<void> {
    await this.#ask({ type: 'halt' });
  }

  report(): Promise<Report> {
    return this.#ask({ type: 'report' });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill();
    await once(this.#child, 'exit');
  }

  async #ask(request: Request): Promise<Report> {
    const answer = this.#nextMessage();
    this.#child.send(request);
    const message = await answer;
    if (!isAnswer.Check(message)) throw new Error('A load process answered nonsense.');
    if ('failure' in message) throw new LoadFailure(message.failure);
    return message;
  }

  #nextMessage(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: unknown): void => {
        this.#child.off('exit', onExit);
        resolve(message);
      };
      const onExit = (): void => {
        this.#child.off('message', onMessage);
        reject(new Error('A load process ended; what it printed says why.'));
      };
      this.#child.once('message', onMessage);
      this.#child.once('exit', onExit);
    });
  }
}
