import { randomBytes } from 'node:crypto';
import { createTokens } from '@besage/auth';
import type { Db } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';

/** People who are measured: by where they are. */
const roles = ['few', 'many', 'read', 'unread1k', 'unread100k', 'of10', 'of100', 'of2000'] as const;
export type RoleName = (typeof roles)[number];

/** Somebody who is measured, with an access token. */
export interface Actor {
  id: string;
  token: string;
}

/** By role: `few` is in 10 chats, `many` in all, 2,000 at most; the others are in one chat each. */
export type Cast = Record<RoleName, Actor>;

const DAY = 86_400;

/** Makes those who are measured, with a session each, past the api. */
export async function makeCast(db: Db, secretKey: string): Promise<Cast> {
  const tokens = createTokens({ secretKey, accessTtl: DAY, refreshTtl: DAY });
  const made = roles.map((username) => {
    const [id, sessionId] = [uuidv7(), uuidv7()];
    return { id, sessionId, username, token: tokens.signAccess({ userId: id, sessionId, username, isStaff: false }) };
  });
  await db.user.createMany({
    data: made.map(({ id, username }) => {
      const email = `${username}@bench.example`;
      return { id, username, usernameKey: username, email, emailKey: email, passwordHash: '' };
    }),
  });
  const expiresAt = new Date(Date.now() + DAY * 1_000);
  await db.session.createMany({
    data: made.map(({ id: userId, sessionId: id }) => ({ id, userId, refreshHash: randomBytes(32), expiresAt })),
  });
  return Object.fromEntries(made.map(({ username, id, token }) => [username, { id, token }])) as Cast;
}
