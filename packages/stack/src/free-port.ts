import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below what systems give to outgoing connections, so that a server that is started again finds its port free.
const LOWEST = 10_000;
const HIGHEST = 32_000;

const given = new Set<number>();

/** A port of the loopback interface that nothing listens on, never the same twice in one process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (given.has(port) || (await portProblem(port, '127.0.0.1')) !== undefined) continue;
    given.add(port);
    return port;
  }
}

/** Why nothing can listen on this port: the system's error code, such as EADDRINUSE; undefined when one can. */
export async function portProblem(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
