import { createTestDatabase } from '@besage/stack/testing';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** A database that one test has for itself, with all migrations. */
export async function migratedDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return url;
}

/** The address of a database that is not there; the test creates it. */
export async function absentDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase();
  await drop();
  onTestFinished(drop);
  return url;
}

/** Lends a connection. */
export async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The rows that one statement gives. */
export async function query<Row extends object = Record<string, unknown>>(url: string, sql: string): Promise<Row[]> {
  return connected(url, async (client) => (await client.query<Row>(sql)).rows);
}
