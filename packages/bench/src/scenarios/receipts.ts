import { LoadProcess } from '../load/load-process.js';
import { figuresOf } from '../measure/figures.js';
import { measureOnce } from '../measure/measure-once.js';
import { readers as inReaders } from '../measure/units.js';
import { untilCalm } from '../measure/until-calm.js';
import type { Options } from '../options.js';
import type { Besage } from '../subjects/besage.js';
import type { Outcome, Run } from './run.js';

const WITHIN_MS = 2_000;

/** Everybody in a large chat reads the same message: what that costs, and when all know of all. */
export function receipts({ readers, gateways }: Options): Run[] {
  return [
    {
      name: 'receipts',
      subject: 'besage',
      title: `${readers} people in one chat read it within ${WITHIN_MS / 1_000} s, and hear of each other`,
      settings: { readers, gateways },
      take: ({ besage }, { signal }) => take(besage, readers, signal),
    },
  ];
}

async function take(besage: Besage, count: number, signal: AbortSignal): Promise<Outcome> {
  const [chat] = await besage.createChats(1, count + 1);
  const [author, ...members] = chat?.members ?? [];
  if (!chat || !author) throw new Error('Nobody writes.');
  const readers = members.map(({ userId, socketUrl: url }) => ({ userId, url }));
  const load = await LoadProcess.prepare({ kind: 'receipts', readers, withinMs: WITHIN_MS });
  try {
    await besage.post(author.token, chat.id, 'read this');
    await untilCalm(besage.processes, signal);
    const processes = { ...besage.processes, generator: [load.pid] };
    const span = await measureOnce({ loads: [load], processes, signal });
    const figures = {
      until_all_know_ms: span.seconds * 1_000,
      frames_per_socket: span.frames / count,
      ...figuresOf(span, inReaders),
    };
    return { figures, lost: 0, repeated: 0 };
  } finally {
    await load.end();
    await untilCalm(besage.processes, signal);
  }
}
