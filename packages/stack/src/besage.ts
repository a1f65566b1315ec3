import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { openDataFolder } from './data-folder.js';
import { embeddedUrl } from './postgres.js';
import { REPOSITORY } from './repository.js';
import { readSettings } from './settings.js';

/** `pnpm besage …`: the command line of the api, on the database of `npm start` unless DATABASE_URL names another. */
const settings = readSettings(process.env);
const url = settings.databaseUrl ?? (await embeddedUrl(await openDataFolder(settings.dataDir)));
const program = [
  createRequire(import.meta.url).resolve('tsx/cli'),
  '--conditions=@besage/source',
  path.join(REPOSITORY, 'apps/api/src/cli/besage.ts'),
];
const child = spawn(process.execPath, [...program, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, ...(url !== undefined && { DATABASE_URL: url }) },
});
process.on('SIGINT', () => {}); // the terminal sends it to the child too, which decides
process.exitCode = Number((await once(child, 'exit'))[0] ?? 1);
