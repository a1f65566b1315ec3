import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readKept } from './kept-value.js';
import { REPOSITORY } from './repository.js';
import { runCommand } from './run-command.js';
import { StartupError } from './startup-error.js';

/** People of `prisma/seed.ts` whom one may be by one click. */
const PEOPLE = ['ana', 'bruno'];

export interface Demo {
  people: string[];
  /** Of all of them; made for this data folder, so that nobody else knows it. */
  password: string;
}

/**
 * Provides people and chats to try the page with: writes them into the database at the first start, and keeps their
 * password in the file.
 *
 * @throws StartupError where they cannot be written: a database with people of the same names, say
 */
export async function provideDemo(databaseUrl: string, file: string): Promise<Demo> {
  const kept = await readKept(file);
  if (kept) return { people: PEOPLE, password: kept };
  const password = `demo-${randomBytes(6).toString('hex')}`;
  const seed = [
    createRequire(import.meta.url).resolve('tsx/cli'),
    '--conditions=@besage/source',
    path.join(REPOSITORY, 'prisma/seed.ts'),
  ];
  const said = await runCommand(process.execPath, seed, {
    env: { ...process.env, DATABASE_URL: databaseUrl, DEMO_PASSWORD: password },
  });
  if (!said.startsWith('Wrote')) throw new StartupError('people of the same names are in the database already.');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return { people: PEOPLE, password };
}
