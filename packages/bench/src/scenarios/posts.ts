import type { Options } from '../options.js';
import { prepareHttpLoads } from './http-loads.js';
import type { Run } from './run.js';
import { takeLoads } from './take-loads.js';

/** Sends over REST, to many chats of two: what they cost without a socket. */
export function posts({ chats, posters, messages, apis }: Options): Run[] {
  return [
    {
      name: 'posts',
      subject: 'besage',
      title: `sends over REST to ${chats} chats of two, ${messages} messages in them, in flight: ${posters}`,
      settings: { chats, posters, messages, apis },
      take: async ({ besage }, pace) => {
        const people = await besage.makePeople(2 * chats);
        const senders = people.slice(0, chats);
        const chatIds = await besage.makeChats(
          senders.map((sender, i) => [sender, ...people.slice(chats + i, chats + i + 1)]),
          messages,
        );
        const requests = senders.map(({ token }, i) => {
          const body = JSON.stringify({ chat: chatIds[i], content: 'hello there, how are you doing today?' });
          return { method: 'POST' as const, path: '/api/messages/', token, body };
        });
        return takeLoads(await prepareHttpLoads(besage, { connections: posters, requests }), pace);
      },
    },
  ];
}
