import { hashPassword, normalizeKey } from '@besage/auth';
import { createDb, type Db } from '@besage/db';
import { idAt } from './seed/id-at.js';
import { chats, people, type Name } from './seed/story.js';
import { tellStory } from './seed/tell-story.js';

/** Everybody's in the demo, where nobody gives another. */
const KNOWN_PASSWORD = 'besage-demo';
const MONTH = 30 * 24 * 60 * 60_000;

async function main(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) return refuse('Set DATABASE_URL: the database that gets the demo.');
  const password = process.env['DEMO_PASSWORD'] ?? KNOWN_PASSWORD;
  if (process.env['ENVIRONMENT'] === 'production') return refuse('No people with a known password in production.');
  if (process.env['NODE_ENV'] === 'production' && password === KNOWN_PASSWORD) {
    return refuse('No people with a known password in production: set DEMO_PASSWORD to another.');
  }
  const db = createDb({ url, name: 'besage-seed' });
  try {
    const isNew = await seed(db, password, Date.now());
    console.log(isNew ? 'Wrote the demo.' : 'The demo is there already: nothing changed.');
    console.log(`Log in as ${people.join(', ')}; everybody's password is ${password}.`);
  } finally {
    await db.$disconnect();
  }
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

const emailOf = (name: Name) => `${name}@example.com`;

/** Writes the demo, all of it or nothing; `false` where it is there already. */
async function seed(db: Db, password: string, now: number): Promise<boolean> {
  const known = await db.user.count({
    where: { OR: [{ emailKey: { in: people.map(emailOf) } }, { usernameKey: { in: people.map(normalizeKey) } }] },
  });
  if (known > 0) return false;
  const cameAt = new Date(now - MONTH);
  const idOf = (name: Name) => idAt(cameAt, name);
  const users = await Promise.all(
    people.map(async (username) => ({
      id: idOf(username),
      username,
      usernameKey: normalizeKey(username),
      email: emailOf(username),
      emailKey: normalizeKey(emailOf(username)),
      passwordHash: await hashPassword(password),
      createdAt: cameAt,
    })),
  );
  await db.$transaction(
    async (tx) => {
      await tx.user.createMany({ data: users });
      for (const story of chats) await tellStory(tx, story, idOf, now);
    },
    { timeout: 60_000 },
  );
  return true;
}

await main();
