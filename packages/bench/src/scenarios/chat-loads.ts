import { LoadProcess } from '../load/load-process.js';
import type { Seat } from '../load/plans.js';
import { sendsAndDeliveries } from '../measure/units.js';
import type { Chat, Subject } from '../subjects/subject.js';
import type { PreparedLoads } from './take-loads.js';

export interface ChatLoadsOptions {
  chats: number;
  /** In each chat. */
  people: number;
  /** How many of these send. */
  senders: number;
  inflight: number;
  generators: number;
}

/** Makes chats, and has load processes take everybody's seat in them. */
export async function prepareChatLoads(subject: Subject, options: ChatLoadsOptions): Promise<PreparedLoads> {
  const { protocol } = subject;
  const chats = await subject.createChats(options.chats, options.people);
  const shares = shareSeats(chats, options.senders, options.generators);
  const { inflight } = options;
  const loads = await Promise.all(
    shares.map((seats) => LoadProcess.prepare({ kind: 'chat', protocol, seats, inflight })),
  );
  const processes = { ...subject.processes, generator: loads.map(({ pid }) => pid) };
  return { loads, processes, units: sendsAndDeliveries };
}

/** Whole chats to each generator; where there are fewer chats than generators, the people of each chat are divided. */
export function shareSeats(chats: Chat[], senders: number, generators: number): Seat[][] {
  const shares: Seat[][] = Array.from({ length: generators }, () => []);
  chats.forEach(({ members }, chat) => {
    members.forEach(({ socketUrl: url }, i) => {
      const seat = { url, chat, members: members.length, senders, ...(i < senders && { sender: i }) };
      shares[(chats.length < generators ? i : chat) % generators]?.push(seat);
    });
  });
  return shares;
}
