import type { Options } from '../options.js';
import { prepareHttpLoads } from './http-loads.js';
import type { Run } from './run.js';
import { takeLoads } from './take-loads.js';

const PEOPLE = 10;
const PAGE = 50;

/** The 50 newest messages of a chat, over REST: what opening a chat costs. */
export function history({ clients, messages, apis }: Options): Run[] {
  return [
    {
      name: 'history',
      subject: 'besage',
      title: `the ${PAGE} newest of ${messages} messages of a chat of ${PEOPLE}, requests in flight: ${clients}`,
      settings: { clients, messages, apis },
      take: async ({ besage }, pace) => {
        const people = await besage.makePeople(PEOPLE);
        const [chatId = ''] = await besage.makeChats([people], messages);
        const path = `/api/chats/${chatId}/messages/?page=1&page_size=${PAGE}`;
        const requests = people.map(({ token }) => ({ method: 'GET' as const, path, token }));
        return takeLoads(
          await prepareHttpLoads(besage, { connections: clients, requests, lists: Math.min(PAGE, messages) }),
          pace,
        );
      },
    },
  ];
}
