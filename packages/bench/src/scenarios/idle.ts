import { LoadProcess } from '../load/load-process.js';
import { measureOnce } from '../measure/measure-once.js';
import { untilCalm } from '../measure/until-calm.js';
import type { Door } from '../load/plans.js';
import type { Options } from '../options.js';
import type { Besage } from '../subjects/besage.js';
import { makeDoors, socketProtocols, type SocketProtocol } from './doors.js';
import type { Outcome, Run } from './run.js';

const AT_ONCE = 32;
const KB = 1_024;

/** What memory a gateway holds for a socket on which nothing happens. */
export function idle({ connections, gateways }: Options): Run[] {
  return socketProtocols.map((protocol) => ({
    name: `idle-${protocol}`,
    subject: 'besage',
    title: `${connections} sockets are open, on gateways that were started for them`,
    settings: { connections, gateways },
    take: ({ besage }, { signal }) => take(besage, Math.ceil(connections / 2), protocol, signal),
  }));
}

/**
 * Opens one half of the sockets and then the other, and looks at memory in between. The first half also fills what the
 * gateways have held free since they started; what the second adds is what a socket takes.
 */
async function take(besage: Besage, half: number, protocol: SocketProtocol, signal: AbortSignal): Promise<Outcome> {
  const doors = await makeDoors(besage, 2 * half, protocol);
  await besage.restartGateways();
  const loads: LoadProcess[] = [];
  const open = async (part: Door[]): Promise<number> => {
    const load = await LoadProcess.prepare({ kind: 'connect', doors: part, atOnce: AT_ONCE });
    loads.push(load);
    await measureOnce({ loads: [load], processes: {}, signal });
    await untilCalm(besage.processes, signal);
    return besage.leanGatewayBytes();
  };
  try {
    const without = await besage.leanGatewayBytes();
    const withHalf = await open(doors.slice(0, half));
    const withAll = await open(doors.slice(half));
    for (const load of loads) await load.report(); // which fails when a socket was closed meanwhile
    const figures = {
      kb_per_socket: (withAll - withHalf) / KB / half,
      mb_without: without / KB / KB,
      mb_with_half: withHalf / KB / KB,
      mb_with_all: withAll / KB / KB,
    };
    return { figures, lost: 0, repeated: 0 };
  } finally {
    for (const load of loads) await load.end();
  }
}
