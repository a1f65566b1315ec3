import { randomBytes } from 'node:crypto';
import { createTokens } from '@besage/auth';
import type { Db } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';

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

const DAY = 86_400;

/** Makes many people with a session each, and their chats, past the api: registering costs a password hash each. */
export async function makeCrowd(options: CrowdOptions): Promise<Account[]> {
  const { db, people, chatSize, chatsEach } = options;
  const tokens = createTokens({ secretKey: options.secretKey, accessTtl: DAY, refreshTtl: DAY });
  const crowd = Array.from({ length: people }, (_, i) => {
    const [id, sessionId, username] = [uuidv7(), uuidv7(), `person-${i}`];
    const token = tokens.signAccess({ userId: id, sessionId, username, isStaff: false });
    return { id, sessionId, username, token, chatIds: new Array<string>() };
  });
  const updatedAt = new Date();
  await db.user.createMany({
    data: crowd.map(({ id, username }) => {
      const email = `${username}@bench.example`;
      return { id, username, usernameKey: username, email, emailKey: email, passwordHash: '', updatedAt };
    }),
  });
  const expiresAt = new Date(updatedAt.getTime() + DAY * 1_000);
  await db.session.createMany({
    data: crowd.map(({ id: userId, sessionId: id }) => ({ id, userId, refreshHash: randomBytes(32), expiresAt })),
  });
  for (let round = 0; round < chatsEach; round += 1) {
    // In each round others sit together.
    const seated = crowd.toSorted((a, b) => (shuffled(a.id, round) < shuffled(b.id, round) ? -1 : 1));
    for (let from = 0; from < people; from += chatSize) await makeChat(db, seated.slice(from, from + chatSize));
  }
  return crowd;
}

/** A fixed disorder for each round. */
const shuffled = (id: string, round: number): string => id.slice(-4 - round, -round || undefined);

async function makeChat(db: Db, people: Account[]): Promise<void> {
  const id = uuidv7();
  const userIds = people.map((person) => person.id);
  const [owner] = people;
  await db.$transaction([
    db.chat.create({
      data: { id, kind: 'group', name: 'Crowd', lastSeq: 1, rosterSeq: 1, participantCount: people.length },
    }),
    db.participant.createMany({
      data: userIds.map((userId) => {
        return { id: uuidv7(), chatId: id, userId, role: 'member' as const, joinedSeq: 1, deliveredSeq: 1, readSeq: 1 };
      }),
    }),
    db.logEntry.create({
      data: { chatId: id, seq: 1, type: 'chat.created', actorId: owner?.id ?? id, data: { user_ids: userIds } },
    }),
  ]);
  for (const person of people) person.chatIds.push(id);
}
