import { LoadProcess } from '../load/load-process.js';
import { figuresOf } from '../measure/figures.js';
import { measureOnce } from '../measure/measure-once.js';
import { sockets } from '../measure/units.js';
import { untilCalm } from '../measure/until-calm.js';
import type { Options } from '../options.js';
import type { Besage } from '../subjects/besage.js';
import { makeDoors, socketProtocols, type SocketProtocol } from './doors.js';
import type { Outcome, Run } from './run.js';

const AT_ONCE = 64;

/** Everybody comes at once: how many sockets a second are let in, token and membership checked. */
export function connects({ arrivals, gateways }: Options): Run[] {
  return socketProtocols.map((protocol) => ({
    name: `connects-${protocol}`,
    subject: 'besage',
    title: `${arrivals} sockets are opened, ${AT_ONCE} at once`,
    settings: { arrivals, gateways },
    take: ({ besage }, { signal }) => take(besage, arrivals, protocol, signal),
  }));
}

async function take(besage: Besage, arrivals: number, protocol: SocketProtocol, signal: AbortSignal): Promise<Outcome> {
  const doors = await makeDoors(besage, arrivals, protocol);
  await untilCalm(besage.processes, signal);
  const load = await LoadProcess.prepare({ kind: 'connect', doors, atOnce: AT_ONCE });
  try {
    const processes = { ...besage.processes, generator: [load.pid] };
    const span = await measureOnce({ loads: [load], processes, signal });
    return { figures: figuresOf(span, sockets), lost: 0, repeated: 0 };
  } finally {
    await load.end();
    await untilCalm(besage.processes, signal);
  }
}
