import { aligned } from './aligned.js';
import { cell } from './cell.js';
import type { Comparison } from './compare.js';
import type { Result } from './result.js';

const CORES = '_cores';

/** A result as text: what is true of the whole in one table, the CPU of each process in another. */
export function resultTable(result: Result, comparison: Comparison = {}): string {
  const { run, subject, title, figures, lost, repeated } = result;
  const shown = (name: string): string => cell(name, figures[name], comparison);
  const names = Object.keys(figures);
  const processes = names.flatMap((name) => (name.endsWith(CORES) ? [name.slice(0, -CORES.length)] : []));
  const processOf = (name: string) => processes.find((it) => name.startsWith(`${it}_`));

  const whole = names.filter((name) => processOf(name) === undefined);
  const wholeTable = [
    [...whole.map(heading), 'lost', 'repeated'],
    [...whole.map(shown), String(lost), String(repeated)],
  ];
  const units = new Set(
    names.flatMap((name) => (processOf(name) ? [name.slice((processOf(name)?.length ?? 0) + 1)] : [])),
  );
  const processTable = [
    ['CPU of', ...[...units].map(heading)],
    ...processes.map((process) => [process, ...[...units].map((unit) => shown(`${process}_${unit}`))]),
  ];
  const tables = processes.length > 0 ? [wholeTable, processTable] : [wholeTable];
  return `${[`${run}, ${subject}: ${title}`, ...tables.map(aligned)].join('\n')}\n`;
}

/** A figure's name as people write it: `us_per_send` → `µs per send`. */
function heading(name: string): string {
  return name
    .replace(/_per_s$/, '/s')
    .replace(/^us_/, 'µs_')
    .replace(/^[km]b_/, (size) => size.toUpperCase())
    .replaceAll('_', ' ');
}
