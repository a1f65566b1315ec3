import type { Processes } from '../measure/measure.js';

export interface Member {
  userId: string;
  /** Where their socket in the chat is opened, with what it takes to be let in. */
  socketUrl: string;
}

export interface Chat {
  id: string;
  members: Member[];
}

/** A running chat server that loads are put on: Besage, later its peers too. */
export interface Subject {
  /** What it consists of, by the names in the results. */
  readonly processes: Processes;
  /** Makes new chats of so many people each; nobody is in two of them. */
  createChats(count: number, people: number): Promise<Chat[]>;
  stop(): Promise<void>;
}
