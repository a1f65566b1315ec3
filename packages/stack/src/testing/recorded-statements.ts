import pg from 'pg';
import { onTestFinished } from 'vitest';

/** Ends the recording. Gives the text of each statement, in the order in which they were sent. */
export type StopRecording = () => string[];

interface Client {
  query: (this: Client, ...args: unknown[]) => unknown;
}

/** Listens to what this process says to PostgreSQL, whichever connection it takes, at the longest until the test ends. */
export function recordStatements(): StopRecording {
  const prototype = pg.Client.prototype as Client;
  const { query } = prototype;
  const statements: string[] = [];
  prototype.query = function (...args) {
    statements.push(textOf(args[0]));
    return query.apply(this, args);
  };
  const stop = (): string[] => {
    prototype.query = query;
    return statements;
  };
  onTestFinished(() => void stop());
  return stop;
}

function textOf(query: unknown): string {
  const text = typeof query === 'object' && query !== null && 'text' in query ? query.text : query;
  return String(text);
}
