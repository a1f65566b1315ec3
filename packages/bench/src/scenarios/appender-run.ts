import { LoadProcess } from '../load/load-process.js';
import type { Besage } from '../subjects/besage.js';
import type { PreparedRun } from './run.js';

/** Makes chats of two, and a process that writes to them past the api: what it costs is what appending costs an api. */
export async function prepareAppenderRun(
  besage: Besage,
  { chats, batch }: { chats: number; batch: number },
): Promise<PreparedRun> {
  const made = await besage.createChats(chats, 2);
  const senders = made.flatMap(({ id, members }) =>
    members.slice(0, 1).map(({ userId }) => ({ chatId: id, senderId: userId })),
  );
  const load = await LoadProcess.prepare({ kind: 'append', databaseUrl: besage.databaseUrl, batch, senders });
  const { postgres = [] } = besage.processes;
  return { loads: [load], processes: { appender: [load.pid], postgres } };
}
