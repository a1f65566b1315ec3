import { percentile } from './latencies.js';
import type { Span } from './sample.js';
import type { Unit } from './units.js';

/** Figures by name. The end of a name is its unit; what is `_per_s` should be high, all else low. */
export type Figures = Record<string, number>;

/**
 * What was measured as figures that can be compared whatever its length: per second and per unit. What cannot be said, since
 * nothing was sent, is left out.
 */
export function figuresOf(span: Span, units: Unit[]): Figures {
  const { seconds, latencies, cpu, machineCpu } = span;
  const figures: Figures = {
    ...Object.fromEntries(units.map(({ of, many }) => [`${many}_per_s`, span[of] / seconds])),
    p50_ms: percentile(latencies, 0.5) / 1_000,
    p99_ms: percentile(latencies, 0.99) / 1_000,
  };
  for (const [name, used] of Object.entries(cpu)) {
    figures[`${name}_cores`] = used / seconds;
    for (const { of, one } of units) figures[`${name}_us_per_${one}`] = (used / span[of]) * 1e6;
  }
  const ours = Object.values(cpu).reduce((sum, used) => sum + used, 0);
  figures['others_cores'] = Math.max(0, machineCpu - ours) / seconds;
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));
}

/** The median of each figure over several rounds, which one disturbed round does not move. */
export function medianFigures(rounds: Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((figures) => figures[name] ?? NaN))]));
}

/** How far apart the rounds were: of each figure, the highest less the lowest as a share of the median; nothing of one. */
export function spreadOf(rounds: Figures[]): Figures {
  if (rounds.length < 2) return {};
  const spread = Object.entries(medianFigures(rounds)).map(([name, middle]): [string, number] => {
    const values = rounds.map((figures) => figures[name] ?? NaN);
    return [name, (Math.max(...values) - Math.min(...values)) / middle];
  });
  return Object.fromEntries(spread.filter(([, share]) => Number.isFinite(share)));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
