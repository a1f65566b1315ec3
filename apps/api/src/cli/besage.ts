import { parseArgs } from 'node:util';
import { ServiceError } from '@besage/contracts';
import { createDb, isConnectionError } from '@besage/db';
import { ConfigError, loadConfig } from '@besage/service-kit';
import { Type } from 'typebox';
import { passwordSettings } from '../config.js';
import { ask, askHidden, readPiped } from './ask.js';
import { createSuperuser, promote, type Superuser } from './create-superuser.js';

const usage = `besage create-superuser [--username <name>] [--email <address>]
  Creates somebody who is staff, in the database of DATABASE_URL. Asks for what is not said; the password is taken
  from BESAGE_PASSWORD or, where there is no terminal, from standard input.

besage create-superuser --promote <username or address>
  Makes an existing account staff.`;

/** What the person at the terminal did wrong. */
class UsageError extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      username: { type: 'string' },
      email: { type: 'string' },
      promote: { type: 'string' },
    },
  });
  if (values.help) return console.log(usage);
  if (positionals.join(' ') !== 'create-superuser') throw new UsageError(usage);
  const url = process.env['DATABASE_URL'];
  if (!url) throw new UsageError('Set DATABASE_URL, for example postgresql://user:password@localhost:5432/besage.');

  const config = loadConfig(Type.Object(passwordSettings), process.env);
  const db = createDb({ url, poolSize: 1, name: 'besage-cli' });
  try {
    const { promote: name, username, email } = values;
    const staff = name
      ? await promote({ db }, name)
      : await createSuperuser({ db, config }, await complete({ username, email }));
    console.log(`${staff} is staff.`);
  } finally {
    await db.$disconnect();
  }
}

/** Asks for what was not said. */
async function complete(given: { username: string | undefined; email: string | undefined }): Promise<Superuser> {
  const isTerminal = process.stdin.isTTY;
  if (!isTerminal && (!given.username || !given.email)) {
    throw new UsageError('Say --username and --email, since there is no terminal to ask.');
  }
  const username = given.username || (await ask('Username: '));
  const email = given.email || (await ask('E-mail address: '));
  const password = process.env['BESAGE_PASSWORD'] || (isTerminal ? await askPassword() : await readPiped());
  return { username, email, password };
}

async function askPassword(): Promise<string> {
  const password = await askHidden('Password: ');
  if (password !== (await askHidden('Password again: '))) throw new UsageError('The two passwords are not the same.');
  return password;
}

function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ConfigError) return error.message;
  if (error instanceof ServiceError) {
    const fields = Object.entries(error.errors ?? {}).map(([field, sentences]) => `${field}: ${sentences.join(' ')}`);
    return fields.length > 0 ? fields.join('\n') : error.message;
  }
  if (isConnectionError(error)) return 'No PostgreSQL answers at the address that DATABASE_URL names.';
  // Prisma shows the call first, and says what was wrong in the last line.
  return (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
