import type { ChatProtocol } from '../load/plans.js';
import type { Processes } from '../measure/sample.js';

/** What is compared with Besage. */
export const peerNames = ['raw-ws', 'socket.io'] as const;
export type PeerName = (typeof peerNames)[number];
export type SubjectName = 'besage' | PeerName;

export interface Member {
  userId: string;
  /** Says who they are, where somebody asks. */
  token: string;
  /** Where their socket in the chat is opened, with what it takes to be let in. */
  socketUrl: string;
}

export interface Chat {
  id: string;
  members: Member[];
}

/** A running chat server that loads are put on: Besage or one of its peers. */
export interface Subject {
  /** What is spoken at a member's `socketUrl`. */
  readonly protocol: ChatProtocol;
  /** What it consists of, by the names in the results. */
  readonly processes: Processes;
  /** Makes new chats of so many people each; nobody is in two of them. */
  createChats(count: number, people: number): Promise<Chat[]>;
  stop(): Promise<void>;
}
