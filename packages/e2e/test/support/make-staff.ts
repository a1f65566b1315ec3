import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Address } from '../../src/address.js';
import type { Person } from './person.js';

const besage = path.resolve(import.meta.dirname, '../../../../apps/api/dist/cli/besage.js');

/** Makes somebody staff, as whoever runs the production image does. */
export async function makeStaff(postgres: Address, { username }: Pick<Person, 'username'>): Promise<void> {
  const env = { ...process.env, DATABASE_URL: postgres.url };
  await promisify(execFile)(process.execPath, [besage, 'create-superuser', '--promote', username], { env });
}
