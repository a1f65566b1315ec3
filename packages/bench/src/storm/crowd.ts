import type { Db } from '@besage/db';
import { makeChats } from '../crowd/make-chats.js';
import { makePeople } from '../crowd/make-people.js';

/** Somebody in the crowd. */
export interface Account {
  id: string;
  token: string;
  chatIds: string[];
}

export interface CrowdOptions {
  db: Db;
  secretKey: string;
  people: number;
  /** In each chat. */
  chatSize: number;
  /** That each person is in. */
  chatsEach: number;
}

/** Makes many people, each in several chats. */
export async function makeCrowd({ db, secretKey, people, chatSize, chatsEach }: CrowdOptions): Promise<Account[]> {
  const made = await makePeople(db, people, secretKey);
  const crowd = made.map((person) => ({ ...person, chatIds: new Array<string>() }));
  for (let round = 0; round < chatsEach; round += 1) {
    // In each round others sit together.
    const seated = crowd.toSorted((a, b) => (shuffled(a.id, round) < shuffled(b.id, round) ? -1 : 1));
    const groups = Array.from({ length: Math.ceil(people / chatSize) }, (_, i) =>
      seated.slice(i * chatSize, (i + 1) * chatSize),
    );
    const chatIds = await makeChats(db, groups);
    groups.forEach((group, i) => group.forEach((person) => person.chatIds.push(chatIds[i] ?? '')));
  }
  return crowd;
}

/** A fixed disorder for each round. */
const shuffled = (id: string, round: number): string => id.slice(-4 - round, -round || undefined);
