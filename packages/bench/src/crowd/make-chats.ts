import type { Db } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import { inParts } from './in-parts.js';
import type { Person } from './make-people.js';

/**
 * Makes a chat of each group of people, past the api, as it would: the first of a group owns its chat.
 *
 * @returns the ids of the chats, in the order of the groups
 */
export async function makeChats(db: Db, groups: Person[][]): Promise<string[]> {
  const chats = groups.map((people, i) => ({ id: uuidv7(), name: `Chat ${i}`, people }));
  const members = chats.flatMap(({ id: chatId, people }) =>
    people.map(({ id: userId }, i) => ({ chatId, userId, isOwner: i === 0 })),
  );
  const start = { joinedSeq: 1, deliveredSeq: 1, readSeq: 1 };
  await db.$transaction([
    ...inParts(chats).map((part) =>
      db.chat.createMany({
        data: part.map(({ id, name, people: { length: participantCount } }) => {
          return { id, kind: 'group', name, lastSeq: 1, rosterSeq: 1, participantCount };
        }),
      }),
    ),
    ...inParts(members).map((part) =>
      db.participant.createMany({
        data: part.map(({ chatId, userId, isOwner }) => {
          return { ...start, id: uuidv7(), chatId, userId, role: isOwner ? 'owner' : 'member' };
        }),
      }),
    ),
    ...inParts(chats).map((part) =>
      db.logEntry.createMany({
        data: part.map(({ id: chatId, people }) => {
          const data = { user_ids: people.map(({ id }) => id) };
          return { chatId, seq: 1, type: 'chat.created', actorId: people[0]?.id ?? chatId, data };
        }),
      }),
    ),
  ]);
  return chats.map(({ id }) => id);
}
