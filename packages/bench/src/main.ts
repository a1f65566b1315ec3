import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '@besage/stack';
import { LoadFailure } from './load/load-process.js';
import { help, readOptions, UsageError, type Options } from './options.js';
import { reportSvg } from './report/report-svg.js';
import { reportText } from './report/report-text.js';
import { readResults, resultFile, writeResults } from './report/result.js';
import { runBenchmark } from './run-benchmark.js';

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());
process.once('SIGTERM', () => stopped.abort());

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help());
    return 0;
  }
  if (process.platform !== 'linux') throw new UsageError('CPU is read from /proc: the benchmark runs on Linux only.');
  return bench(options);
}

/** @returns the exit code */
async function bench(options: Options): Promise<number> {
  const before = options.against === undefined ? undefined : await readResults(typed(options.against));
  const progress = (line: string): void => console.error(`… ${line}`);
  const log = options.verbose ? (line: string) => console.error(line) : () => undefined;
  const results = await runBenchmark({ ...options, progress, log, signal: stopped.signal });

  const file = resultFile(results, options);
  console.log(`\n${reportText(file, before)}`);
  for (const target of options.writeTo) await writeResults(typed(target), file);
  if (options.svg !== undefined) await writeFile(typed(options.svg), reportSvg(file));
  return results.every(({ lost, repeated }) => lost === 0 && repeated === 0) ? 0 : 1;
}

/** pnpm runs us in our own folder; a path means what it meant where it was typed. */
function typed(file: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? '', file);
}

/** What went wrong: a sentence where that says it all, the error with its stack where it may be a mistake of ours. */
function reasonOf(error: unknown): unknown {
  if (stopped.signal.aborted) return 'Stopped.';
  const isForPeople = error instanceof UsageError || error instanceof StartupError || error instanceof LoadFailure;
  return isForPeople ? error.message : error;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(reasonOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
