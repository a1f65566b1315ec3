import pg from 'pg';

/** Runs a statement about databases from outside of them. `url` is that of any database of the server. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client(Object.assign(new URL(url), { pathname: 'postgres' }).href);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The name of the database that a connection string ends with. */
export function databaseName(url: string): string {
  return pg.escapeIdentifier(new URL(url).pathname.slice(1));
}
