import type { Comparison } from './compare.js';
import { numberText } from './number-text.js';

/** A figure as it is shown, beside what it is compared with. */
export function cell(name: string, value: number | undefined, comparison: Comparison = {}): string {
  return numberText(value ?? NaN) + changed(comparison, name);
}

function changed(comparison: Comparison, name: string): string {
  const change = comparison[name];
  if (!change) return '';
  const marks = { better: ' +', worse: ' !', same: '' };
  return ` (×${change.ratio.toFixed(2)}${marks[change.verdict]})`;
}
