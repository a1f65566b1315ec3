import { LoadProcess } from '../load/load-process.js';
import { messages } from '../measure/units.js';
import type { Options } from '../options.js';
import type { Besage } from '../subjects/besage.js';
import type { Run } from './run.js';
import { takeLoads, type PreparedLoads } from './take-loads.js';

/** The statement that stores messages, alone: what of a send is PostgreSQL, and what an api can store at the most. */
export function appender({ chats, batches }: Options): Run[] {
  return batches.map((batch) => ({
    name: `appender-${batch}`,
    subject: 'besage',
    title: `batches of ${batch} to ${chats} chats of two, one statement after the other`,
    settings: { chats, batch },
    take: async ({ besage }, pace) => takeLoads(await prepare(besage, chats, batch), pace),
  }));
}

/** Makes chats of two, and a process that writes to them past the api. */
async function prepare(besage: Besage, chats: number, batch: number): Promise<PreparedLoads> {
  const made = await besage.createChats(chats, 2);
  const senders = made.flatMap(({ id, members }) =>
    members.slice(0, 1).map(({ userId }) => ({ chatId: id, senderId: userId })),
  );
  const load = await LoadProcess.prepare({ kind: 'append', databaseUrl: besage.databaseUrl, batch, senders });
  const { postgres = [] } = besage.processes;
  return { loads: [load], processes: { appender: [load.pid], postgres }, units: messages };
}
