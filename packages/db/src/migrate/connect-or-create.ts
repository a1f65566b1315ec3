import pg from 'pg';
import { MigrationError } from './migration-error.js';

const DATABASE_IS_MISSING = '3D000';
/** Somebody else created it at the same moment; which of the two it is depends on how close it was. */
const DATABASE_EXISTS = ['42P04', '23505'];

/**
 * Connects to a database, and creates it when the server has none of that name.
 *
 * @param url `postgresql://…`
 * @returns a client that the caller ends
 * @throws MigrationError when the server cannot be reached or refuses
 */
export async function connectOrCreate(url: string, log: (line: string) => void): Promise<pg.Client> {
  try {
    return await connect(url);
  } catch (error) {
    if (!hasCode(error, [DATABASE_IS_MISSING])) throw unreachable(url, error);
  }
  try {
    await createDatabase(url, log);
    return await connect(url);
  } catch (error) {
    throw unreachable(url, error);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'besage-migrate' });
  // A connection that breaks fails the query under way; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function createDatabase(url: string, log: (line: string) => void): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = '/postgres';
  const client = await connect(maintenance.href);
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    log(`Created the database ${name}.`);
  } catch (error) {
    if (!hasCode(error, DATABASE_EXISTS)) throw error;
  } finally {
    await client.end();
  }
}

function hasCode(error: unknown, codes: string[]): boolean {
  return error instanceof pg.DatabaseError && codes.includes(error.code ?? '');
}

function unreachable(url: string, cause: unknown): MigrationError {
  // Node gives an error without text where it tried several addresses of one name.
  const causes: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const why = causes.map((each) => (each instanceof Error ? each.message : String(each))).join(', ');
  return new MigrationError(`Cannot use the database ${placeOf(url)}: ${why}.`, { cause });
}

/** An address without what is secret in it. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return '(its address is no URL)';
  const { host, pathname, username, password } = new URL(url);
  // A password with a slash in it would show here, as a path.
  const isMisread = url.includes('@') && !username && !password;
  return isMisread ? '(its address is no URL)' : host + pathname;
}
