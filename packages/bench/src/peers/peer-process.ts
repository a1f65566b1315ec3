import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const isReady = Compile(Type.Object({ port: Type.Integer() }));

/** A peer in a process of its own, which ends with ours. */
export class PeerProcess {
  readonly pid: number;
  /** Of 127.0.0.1. */
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.port = port;
  }

  /**
   * Starts a program of this folder, and waits until it listens.
   *
   * @throws Error when it ends before
   */
  static async start(program: string, env: NodeJS.ProcessEnv): Promise<PeerProcess> {
    const child = fork(fileURLToPath(new URL(`./${program}.js`, import.meta.url)), { env: { ...process.env, ...env } });
    const ready = once(child, 'message').then(([message]: unknown[]) => message);
    const ended = once(child, 'exit').then(() => undefined);
    const message = await Promise.race([ready, ended]);
    if (!isReady.Check(message)) throw new Error(`The peer ${program} did not start; what it printed says why.`);
    return new PeerProcess(child, message.port);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill();
    await once(this.#child, 'exit');
  }
}
