import type { Options } from '../options.js';
import { prepareChatLoads } from './chat-loads.js';
import type { Run } from './run.js';
import { takeLoads } from './take-loads.js';

/** Many chats of two, one of whom sends: what a send costs, all the way. */
export function pairs({ chats, inflight, generators, apis, gateways, peers }: Options): Run[] {
  const load = { chats, inflight, generators };
  return (['besage', ...peers] as const).map((subject) => ({
    name: 'pairs',
    subject,
    title: `${chats} chats of two, one sender in each, in flight: ${inflight}`,
    settings: { ...load, ...(subject === 'besage' && { apis, gateways }) },
    take: async (subjects, pace) =>
      takeLoads(await prepareChatLoads(subjects.get(subject), { people: 2, senders: 1, ...load }), pace),
  }));
}
