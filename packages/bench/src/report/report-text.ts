import { isDeepStrictEqual } from 'node:util';
import { compareResults, counterpart, NOISE } from './compare.js';
import { ratioTable } from './ratios.js';
import type { Result, ResultFile } from './result.js';
import { resultTable } from './table.js';

/** A generator that is busier than this may be what keeps the rest waiting. */
const BUSY_CORES = 0.85;
/** More than the kernel's own work and an editor: others take the CPU that is measured. */
const NOISY_CORES = 0.3;

/** The report of a benchmark, beside earlier figures where there are some. */
export function reportText(now: ResultFile, before?: ResultFile): string {
  const runs = new Set(now.results.map(({ run }) => run));
  const texts = [...runs].flatMap((run) => {
    const results = now.results.filter((result) => result.run === run);
    const ratios = ratioTable(results, before?.results);
    return [...results.map((result) => resultText(result, before)), ...(ratios === undefined ? [] : [`${ratios}\n`])];
  });
  return [...texts, ...(before ? [legend(now, before)] : [])].join('\n');
}

function resultText(result: Result, before: ResultFile | undefined): string {
  const earlier = before && counterpart(result, before.results);
  const table = resultTable(result, earlier && compareResults(result, earlier));
  return [table, ...notesOn(result, before !== undefined && !earlier)].join('\n');
}

/** What the reader must know before believing a figure. */
function notesOn({ figures, settings }: Result, isAlone: boolean): string[] {
  const { generator_cores: generator = 0, others_cores: others = 0 } = figures;
  const { generators = 1 } = settings;
  return [
    ...(others > NOISY_CORES
      ? [`  Others used ${others.toFixed(1)} cores meanwhile: the speed is not the system's own.\n`]
      : []),
    ...(generator / generators > BUSY_CORES ? ['  The generator is the bottleneck: see --generators.\n'] : []),
    ...(isAlone ? ['  The other file has no such run with the same settings.\n'] : []),
  ];
}

function legend(now: ResultFile, before: ResultFile): string {
  const lines = [
    `(×…) is now / ${before.measuredAt}; ! worse, + better by more than ${NOISE * 100} % and than rounds differed by.`,
  ];
  if (!isDeepStrictEqual(now.machine, before.machine)) {
    const { cpu, cores, node } = before.machine;
    lines.push(
      `Those figures come from another machine (${cpu}, ${cores} cores, Node ${node}): the ratios say little.`,
    );
  }
  return lines.join('\n');
}
