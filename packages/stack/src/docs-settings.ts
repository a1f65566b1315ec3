import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { REPOSITORY } from './repository.js';
import { SettingsSchema, settingsTable, type ServiceSettings } from './settings-page/settings-table.js';

/** `pnpm docs:settings`: writes the table of all settings into their page; with `--check` it only says whether it is there. */
const PAGE = path.join(REPOSITORY, 'apps/SETTINGS.md');
const [BEGIN, END] = ['<!-- pnpm docs:settings writes from here -->', '<!-- to here -->'];
const ConfigModule = Type.Object({ Settings: SettingsSchema });

async function settingsOf(app: string, service: string): Promise<ServiceSettings> {
  const file = path.join(REPOSITORY, 'apps', app, 'src/config.ts');
  const module: unknown = await import(pathToFileURL(file).href);
  return { service, schema: Value.Parse(ConfigModule, module).Settings };
}

const page = await readFile(PAGE, 'utf8');
const [begin, end] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
if (!page.includes(BEGIN) || end < begin) throw new Error(`${PAGE} has lost its marks ${BEGIN} and ${END}.`);
const table = settingsTable([await settingsOf('api', 'api'), await settingsOf('realtime', 'gateway')]);
const written = `${page.slice(0, begin)}\n\n${table}\n\n${page.slice(end)}`;

if (!process.argv.includes('--check')) await writeFile(PAGE, written);
else if (written !== page) {
  console.error('apps/SETTINGS.md does not say what the schemas of the settings say: run pnpm docs:settings.');
  process.exitCode = 1;
}
