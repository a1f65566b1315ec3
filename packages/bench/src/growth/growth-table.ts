import type { Size } from './fill.js';
import type { Cost } from './statement-cost.js';

/** What was asked of a database of one size. */
export interface Growth {
  size: Size;
  /** By the name of the ask. */
  costs: Map<string, Cost>;
}

/** Milliseconds and pages of each ask at each size, and how many times the first the last is. */
export function growthTable(results: Growth[]): string {
  const sizes = results.map(({ size }) => `${shown(size.messages)} in ${shown(size.chats)} chats`);
  const head = ['ms (pages)', ...sizes, 'last/first'];
  const names = [...(results[0]?.costs.keys() ?? [])];
  const rows = names.map((name) => {
    const costs = results.flatMap(({ costs: all }) => all.get(name) ?? []);
    const ratio = (costs.at(-1)?.time ?? NaN) / (costs[0]?.time ?? NaN);
    return [name, ...costs.map(({ time, pages }) => `${time.toFixed(2)} (${pages.toFixed(0)})`), ratio.toFixed(1)];
  });
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const shown = (count: number): string => count.toLocaleString('en');
