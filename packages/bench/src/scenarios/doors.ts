import type { Door } from '../load/plans.js';
import type { Besage } from '../subjects/besage.js';

export const socketProtocols = ['v1', 'v2'] as const;
export type SocketProtocol = (typeof socketProtocols)[number];

/** In each chat; each of them is in no other. */
const PEOPLE = 10;

/** Makes so many people in chats, and gives the place where each of them opens a socket. */
export async function makeDoors(besage: Besage, sockets: number, protocol: SocketProtocol): Promise<Door[]> {
  const chats = await besage.createChats(Math.ceil(sockets / PEOPLE), PEOPLE);
  const members = chats.flatMap((chat) => chat.members).slice(0, sockets);
  if (protocol === 'v1') return members.map(({ socketUrl: url }) => ({ url }));
  const { gatewayUrls } = besage;
  return members.map(({ token }, i) => {
    const url = `${gatewayUrls[i % gatewayUrls.length] ?? ''}/ws/`;
    return { url, hello: JSON.stringify({ type: 'connect', token }) };
  });
}
