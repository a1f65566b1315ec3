import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

const LISTENING = /^Debugger listening on (ws:\/\/\S+)$/;
const PATIENCE_MS = 10_000;

/** What a Node process needs for this: its inspector takes any port. It costs nothing until it is asked for. */
export const inspectable = { NODE_OPTIONS: '--inspect-port=0' };

/** Speaks to the inspectors of our own Node processes, which open when they are asked for and say where they listen. */
export class Inspectors {
  readonly #urls = new Map<number, string>();
  #heard: (url: string) => void = () => undefined;

  /** Must get every line that the processes print. */
  readonly hear = (line: string): void => {
    const url = LISTENING.exec(line)?.[1];
    if (url !== undefined) this.#heard(url);
  };

  /** Has a process collect all of its garbage: what it holds afterwards it needs. @throws Error when it does not answer */
  async collectGarbage(pid: number): Promise<void> {
    const socket = new WebSocket(await this.#urlOf(pid), { perMessageDeflate: false });
    const signal = AbortSignal.timeout(PATIENCE_MS);
    await once(socket, 'open', { signal });
    socket.send('{"id":1,"method":"HeapProfiler.collectGarbage"}');
    await once(socket, 'message', { signal });
    socket.close();
  }

  async #urlOf(pid: number): Promise<string> {
    const known = this.#urls.get(pid);
    if (known !== undefined) return known;
    const listening = new Promise<string>((resolve) => (this.#heard = resolve));
    process.kill(pid, 'SIGUSR1');
    const url = await Promise.race([listening, sleep(PATIENCE_MS)]);
    if (url === undefined) throw new Error('A process does not open its inspector.');
    this.#urls.set(pid, url);
    return url;
  }
}
