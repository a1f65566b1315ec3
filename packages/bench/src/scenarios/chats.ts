import type { Options } from '../options.js';
import { prepareHttpLoads } from './http-loads.js';
import type { Run } from './run.js';
import { takeLoads } from './take-loads.js';

const CHATS = 20;

/** The chats of somebody, over REST: what opening the app costs. */
export function chats({ clients, messages, apis }: Options): Run[] {
  return [
    {
      name: 'chats',
      subject: 'besage',
      title: `the ${CHATS} chats of two that somebody has, ${messages} messages in them, requests in flight: ${clients}`,
      settings: { clients, messages, apis },
      take: async ({ besage }, pace) => {
        const [somebody, ...others] = await besage.makePeople(1 + CHATS);
        if (!somebody) throw new Error('Nobody asks.');
        await besage.makeChats(
          others.map((other) => [somebody, other]),
          messages,
        );
        const requests = [{ method: 'GET' as const, path: '/api/chats/', token: somebody.token }];
        return takeLoads(await prepareHttpLoads(besage, { connections: clients, requests, lists: CHATS }), pace);
      },
    },
  ];
}
