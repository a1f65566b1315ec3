import type { Comparison } from './compare.js';
import type { Result } from './result.js';

const CORES = '_cores';

/** A result as text: speed, latency and losses in one table, the CPU of each process in another. */
export function resultTable(result: Result, comparison: Comparison = {}): string {
  const { run, title, figures, lost, repeated } = result;
  const cell = (name: string): string => shown(figures[name] ?? NaN) + changed(comparison, name);
  const processes = Object.keys(figures).flatMap((name) =>
    name.endsWith(CORES) ? [name.slice(0, -CORES.length)] : [],
  );
  const whole = [
    ['sends/s', 'deliveries/s', 'p50 ms', 'p99 ms', 'lost', 'repeated'],
    [...['sends_per_s', 'deliveries_per_s', 'p50_ms', 'p99_ms'].map(cell), String(lost), String(repeated)],
  ];
  const parts = [
    ['CPU of', 'cores', 'µs per send', 'µs per delivery'],
    ...processes.map((name) => [
      name,
      ...['cores', 'us_per_send', 'us_per_delivery'].map((it) => cell(`${name}_${it}`)),
    ]),
  ];
  return `${run}: ${title}\n${aligned(whole)}\n${aligned(parts)}\n`;
}

function changed(comparison: Comparison, name: string): string {
  const change = comparison[name];
  if (!change) return '';
  const marks = { better: ' +', worse: ' !', same: '' };
  return ` (×${change.ratio.toFixed(2)}${marks[change.verdict]})`;
}

/** Three digits say all that a measurement knows. */
function shown(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** Columns as wide as their widest cell; the first to the left, numbers to the right. */
function aligned(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n');
}
