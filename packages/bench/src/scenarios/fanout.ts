import type { Options } from '../options.js';
import { prepareChatLoads } from './chat-loads.js';
import type { Run } from './run.js';
import { takeLoads } from './take-loads.js';

/** One chat of many, some of whom send: what a delivery costs. */
export function fanout({ members, senders, inflight, generators, apis, gateways, peers }: Options): Run[] {
  const load = { senders, inflight, generators };
  return (['besage', ...peers] as const).map((subject) => ({
    name: 'fanout',
    subject,
    title: `one chat of ${members}, ${senders} senders, in flight for each: ${inflight}`,
    settings: { members, ...load, ...(subject === 'besage' && { apis, gateways }) },
    take: async (subjects, pace) =>
      takeLoads(await prepareChatLoads(subjects.get(subject), { chats: 1, people: members, ...load }), pace),
  }));
}
