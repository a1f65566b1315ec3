import type { Db } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import type { Person } from './make-people.js';

/**
 * Makes a chat of each group of people, past the api, as it would: the first of a group owns its chat.
 *
 * @returns the ids of the chats, in the order of the groups
 */
export async function makeChats(db: Db, groups: Person[][]): Promise<string[]> {
  const chats = groups.map((people) => ({ id: uuidv7(), people }));
  const start = { joinedSeq: 1, deliveredSeq: 1, readSeq: 1 };
  await db.$transaction([
    db.chat.createMany({
      data: chats.map(({ id, people: { length: participantCount } }, i) => {
        return { id, kind: 'group', name: `Chat ${i}`, lastSeq: 1, rosterSeq: 1, participantCount };
      }),
    }),
    db.participant.createMany({
      data: chats.flatMap(({ id: chatId, people }) =>
        people.map((person, i) => {
          return { ...start, id: uuidv7(), chatId, userId: person.id, role: i === 0 ? 'owner' : 'member' };
        }),
      ),
    }),
    db.logEntry.createMany({
      data: chats.map(({ id: chatId, people }) => {
        const data = { user_ids: people.map(({ id }) => id) };
        return { chatId, seq: 1, type: 'chat.created', actorId: people[0]?.id ?? chatId, data };
      }),
    }),
  ]);
  return chats.map(({ id }) => id);
}
