import { startStack, type Stack } from '@besage/stack';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { callApi } from './support/call-api.js';
import { register, type Person } from './support/person.js';

const repository = path.resolve(import.meta.dirname, '../../..');
/** As the image of the api runs it. */
const inImage = [path.join(repository, 'apps/api/dist/cli/besage.js')];
/** As `pnpm besage` runs it. */
const byPnpm = [
  createRequire(path.join(repository, 'package.json')).resolve('tsx/cli'),
  '--conditions=@besage/source',
  path.join(repository, 'packages/stack/src/besage.ts'),
];
const PASSWORD = 'correct horse battery';

let stack: Stack;
let api: Address;
beforeAll(async () => {
  stack = await startStack({ realtimes: 0 });
  api = stack.apis[0]!;
});
afterAll(() => stack.stop());

interface Run {
  program?: string[];
  env?: NodeJS.ProcessEnv;
  /** What is piped in. */
  input?: string;
}

async function besage(options: string[], { program = inImage, env = {}, input = '' }: Run = {}) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [...program, 'create-superuser', ...options], {
    env: { PATH, HOME, DATABASE_URL: stack.postgres.url, ...env },
  });
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, out, err };
}

const named = (username: string) => ['--username', username, '--email', `${username}@example.com`];

/** Whether somebody can log in and is staff. */
async function isStaff(username: string): Promise<boolean> {
  const { body } = await callApi(api, undefined, 'POST /auth/login/', { username, password: PASSWORD });
  return (await callApi(api, body as Person, 'GET /admin/counts/')).status === 200;
}

test('creates somebody who is staff, with nobody at the terminal', async () => {
  const done = (username: string) => ({ code: 0, out: `${username} is staff.\n`, err: '' });
  expect(await besage(named('by-env'), { env: { BESAGE_PASSWORD: PASSWORD } })).toEqual(done('by-env'));
  expect(await besage(named('by-pipe'), { input: `${PASSWORD}\n` })).toEqual(done('by-pipe'));
  for (const username of ['by-env', 'by-pipe']) expect(await isStaff(username)).toBe(true);
  await register(api, 'promoted');
  expect(await besage(['--promote', 'promoted@example.com'])).toEqual(done('promoted'));
});

test('finds the database of `npm start` by itself', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'besage-data-'));
  const { password, port } = new URL(stack.postgres.url);
  await Promise.all(['postgres', 'run'].map((name) => mkdir(path.join(folder, name))));
  await writeFile(path.join(folder, 'postgres/password'), password);
  await writeFile(path.join(folder, 'run/postgres.port'), port);
  const env = { DATABASE_URL: undefined, BESAGE_DATA: folder, BESAGE_PASSWORD: PASSWORD };
  expect(await besage(named('by-folder'), { program: byPnpm, env })).toEqual({
    code: 0,
    out: 'by-folder is staff.\n',
    err: '',
  });
  expect(await isStaff('by-folder')).toBe(true);
  await rm(folder, { recursive: true });
});

describe('says in one sentence what is in the way', () => {
  const withPassword = { BESAGE_PASSWORD: PASSWORD };

  test.each<[string, string[], NodeJS.ProcessEnv, string]>([
    [
      'a weak password',
      named('weak'),
      { BESAGE_PASSWORD: 'short' },
      'password: This must have at least 8 characters.\n',
    ],
    [
      'a wrong name',
      ['--username', 'a b', '--email', 'a@example.com'],
      withPassword,
      'username: This has not the right form.\n',
    ],
    ['no name', [], withPassword, 'Say --username and --email, since there is no terminal to ask.\n'],
    ['nobody to promote', ['--promote', 'nobody'], {}, 'There is no such person.\n'],
  ])('%s', async (_what, options, env, sentence) => {
    expect(await besage(options, { env })).toEqual({ code: 1, out: '', err: sentence });
  });

  test('a taken name or address', async () => {
    await register(api, 'taken');
    const [byName, byAddress] = [
      ['--username', 'Taken', '--email', 'other@example.com'],
      ['--username', 'other', '--email', 'taken@example.com'],
    ];
    const run = { env: withPassword };
    expect(await besage(byName, run)).toEqual({ code: 1, out: '', err: 'username: This username is taken.\n' });
    expect(await besage(byAddress, run)).toEqual({ code: 1, out: '', err: 'email: This e-mail address is taken.\n' });
  });

  test('no database', async () => {
    const sentences = [
      [undefined, 'Set DATABASE_URL, for example postgresql://user:password@localhost:5432/besage.\n'],
      ['postgresql://nobody@127.0.0.1:1/none', 'No PostgreSQL answers at the address that DATABASE_URL names.\n'],
      [
        new URL('/postgres', stack.postgres.url).href,
        'The table `public.users` does not exist in the current database.\n',
      ],
    ] as const;
    for (const [url, err] of sentences) {
      const env = { ...withPassword, DATABASE_URL: url };
      expect(await besage(named('nobody'), { env })).toEqual({ code: 1, out: '', err });
    }
  });
});
