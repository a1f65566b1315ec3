import type { Comparison } from './compare.js';

/** A figure as it is shown, beside what it is compared with. */
export function cell(name: string, value: number | undefined, comparison: Comparison = {}): string {
  return shown(value ?? NaN) + changed(comparison, name);
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
