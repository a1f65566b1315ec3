import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { StartupError } from '@besage/stack';
import { help, readOptions, UsageError } from './options.js';
import { prove } from './prove.js';
import { reportText } from './report/report-text.js';
import { saveReport } from './report/save-report.js';

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());
process.once('SIGTERM', () => stopped.abort());

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help());
    return 0;
  }
  const outcome = await prove({
    ...options,
    ...(options.history !== undefined && { events: eventFile(options.history) }),
    log: options.logs === undefined ? () => undefined : lineFile(options.logs),
    progress: (line) => console.error(`… ${line}`),
    signal: stopped.signal,
  });
  console.log(`\n${reportText(options, outcome)}`);
  if (options.save) await saveReport(options, outcome);
  const { length } = outcome.violations;
  console.log(`${length} violations, seed ${options.seed}`);
  return length === 0 ? 0 : 1;
}

function lineFile(file: string): (line: string) => void {
  const stream = createWriteStream(typed(file));
  return (line) => void stream.write(`${line}\n`);
}

function eventFile(file: string): (event: object) => void {
  const write = lineFile(file);
  return (event) => write(JSON.stringify(event));
}

/** pnpm runs us in our own folder; a path means what it meant where it was typed. */
function typed(file: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? '', file);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isForPeople = stopped.signal.aborted || error instanceof UsageError || error instanceof StartupError;
  console.error(isForPeople && error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
