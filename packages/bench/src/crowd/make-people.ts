import { randomBytes } from 'node:crypto';
import { createTokens } from '@besage/auth';
import type { Db } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import { inParts } from './in-parts.js';

/** Somebody who is logged in. */
export interface Person {
  id: string;
  username: string;
  /** Their access token. */
  token: string;
}

const DAY = 86_400;

/** Makes people with a session each, past the api: registering costs a password hash each. */
export async function makePeople(db: Db, count: number, secretKey: string): Promise<Person[]> {
  const tokens = createTokens({ secretKey, accessTtl: DAY, refreshTtl: DAY });
  const people = Array.from({ length: count }, () => {
    const [id, sessionId] = [uuidv7(), uuidv7()];
    const username = `person-${id.slice(-12)}`;
    return { id, sessionId, username, token: tokens.signAccess({ userId: id, sessionId, username, isStaff: false }) };
  });
  const now = new Date();
  const expiresAt = new Date(now.getTime() + DAY * 1_000);
  for (const part of inParts(people)) {
    await db.user.createMany({
      data: part.map(({ id, username }) => {
        const email = `${username}@bench.example`;
        return { id, username, usernameKey: username, email, emailKey: email, passwordHash: '', updatedAt: now };
      }),
    });
    await db.session.createMany({
      data: part.map(({ id: userId, sessionId: id }) => ({ id, userId, refreshHash: randomBytes(32), expiresAt })),
    });
  }
  return people;
}
