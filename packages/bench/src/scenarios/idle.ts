import { setTimeout as sleep } from 'node:timers/promises';
import { LoadProcess } from '../load/load-process.js';
import { measureOnce } from '../measure/measure-once.js';
import { rssBytes } from '../measure/process-memory.js';
import type { Options } from '../options.js';
import type { Besage } from '../subjects/besage.js';
import { makeDoors, socketProtocols, type SocketProtocol } from './doors.js';
import type { Outcome, Run } from './run.js';

const AT_ONCE = 32;
const KB = 1_024;
const SETTLED = { everyMs: 1_000, forMs: 12_000, patienceMs: 90_000, within: 0.01 };

/** What memory a gateway holds for a socket on which nothing happens. */
export function idle({ connections, gateways }: Options): Run[] {
  return socketProtocols.map((protocol) => ({
    name: `idle-${protocol}`,
    subject: 'besage',
    title: `${connections} sockets are open, on gateways that were started for them`,
    settings: { connections, gateways },
    take: ({ besage }, { signal }) => take(besage, connections, protocol, signal),
  }));
}

async function take(
  besage: Besage,
  connections: number,
  protocol: SocketProtocol,
  signal: AbortSignal,
): Promise<Outcome> {
  const doors = await makeDoors(besage, connections, protocol);
  await besage.restartGateways();
  const without = await settledBytes(besage, signal);
  const load = await LoadProcess.prepare({ kind: 'connect', doors, atOnce: AT_ONCE });
  try {
    await measureOnce({ loads: [load], processes: {}, signal });
    const withAll = await settledBytes(besage, signal);
    await load.report(); // which fails when a socket was closed meanwhile
    const figures = {
      kb_per_socket: (withAll - without) / KB / connections,
      mb_without: without / KB / KB,
      mb_with: withAll / KB / KB,
    };
    return { figures, lost: 0, repeated: 0 };
  } finally {
    await load.end();
  }
}

/** What the gateways hold once it changes no more: V8 gives back what it needed meanwhile only after some seconds. */
async function settledBytes(besage: Besage, signal: AbortSignal): Promise<number> {
  const until = performance.now() + SETTLED.patienceMs;
  let steady = bytesOf(besage);
  let steadySince = performance.now();
  while (performance.now() - steadySince < SETTLED.forMs && performance.now() < until) {
    await sleep(SETTLED.everyMs, undefined, { signal });
    const now = bytesOf(besage);
    if (Math.abs(now / steady - 1) < SETTLED.within) continue;
    [steady, steadySince] = [now, performance.now()];
  }
  return bytesOf(besage);
}

function bytesOf(besage: Besage): number {
  return (besage.processes['gateway'] ?? []).reduce((sum, pid) => sum + rssBytes(pid), 0);
}
