import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { UsageError } from '../options.js';

const Numbers = Type.Record(Type.String(), Type.Number());

const Result = Type.Object({
  run: Type.String(),
  /** What was measured: besage, or one of its peers. */
  subject: Type.String(),
  title: Type.String(),
  settings: Numbers,
  figures: Numbers,
  /** How far apart the rounds were, see `spreadOf`. */
  spread: Numbers,
  /** Deliveries that never came, of all rounds, warm-up included. */
  lost: Type.Integer(),
  /** Deliveries that came more than once, likewise. */
  repeated: Type.Integer(),
});
/** What one run came to. */
export type Result = Static<typeof Result>;

const ResultFile = Type.Object({
  version: Type.Literal(2),
  measuredAt: Type.String(),
  machine: Type.Object({ cpu: Type.String(), cores: Type.Integer(), node: Type.String() }),
  seconds: Type.Integer(),
  rounds: Type.Integer(),
  results: Type.Array(Result),
});
/** All results of one benchmark, with what they depend on. */
export type ResultFile = Static<typeof ResultFile>;

const isResultFile = Compile(ResultFile);

/** Puts results together with where and how they were measured. */
export function resultFile(results: Result[], { seconds, rounds }: { seconds: number; rounds: number }): ResultFile {
  const [first, ...others] = cpus();
  const machine = { cpu: first?.model ?? 'unknown', cores: others.length + 1, node: process.version };
  return { version: 2, measuredAt: new Date().toISOString(), machine, seconds, rounds, results };
}

export async function writeResults(path: string, file: ResultFile): Promise<void> {
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`);
}

/** @throws UsageError when it cannot be read, or is something else */
export async function readResults(path: string): Promise<ResultFile> {
  try {
    const file: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isResultFile.Check(file)) return file;
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${String(error)}`);
  }
  throw new UsageError(`${path} holds no results of this benchmark.`);
}
