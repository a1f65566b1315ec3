import { isDeepStrictEqual } from 'node:util';
import type { Figures } from '../measure/figures.js';
import type { Result } from './result.js';

/** What a quiet machine's figures differ by from run to run: less is not seen as a change, nor what rounds differed by. */
export const NOISE = 0.1;

export interface Change {
  /** Now, divided by before. */
  ratio: number;
  verdict: 'better' | 'worse' | 'same';
}

/** Figures compared with others, by name: those that both have and that can be better or worse. */
export type Comparison = Record<string, Change>;

/** Compares a result with an earlier one. What the rounds of either differed by says nothing. */
export function compareResults(now: Result, before: Result): Comparison {
  const noiseOf = (name: string): number => Math.max(NOISE, now.spread[name] ?? 0, before.spread[name] ?? 0);
  return compare(now.figures, before.figures, noiseOf);
}

/**
 * Compares figures, each by its ratio. How many cores are used follows from the speed, so it is left out.
 *
 * @param noiseOf by what share a figure must have changed, by its name
 */
export function compare(now: Figures, before: Figures, noiseOf: (name: string) => number = () => NOISE): Comparison {
  const names = Object.keys(now).filter((name) => name in before && !name.endsWith('_cores'));
  return Object.fromEntries(
    names.map((name) => [name, changeOf(name, now[name] ?? NaN, before[name] ?? NaN, noiseOf(name))]),
  );
}

function changeOf(name: string, now: number, before: number, noise: number): Change {
  const ratio = now === before ? 1 : now / before;
  const gain = name.endsWith('_per_s') ? ratio : 1 / ratio;
  if (gain < 1 / (1 + noise)) return { ratio, verdict: 'worse' };
  return { ratio, verdict: gain > 1 + noise ? 'better' : 'same' };
}

/** The result of the same run and subject with the same settings, if there is one. */
export function counterpart(result: Result, before: Result[]): Result | undefined {
  const identity = ({ run, subject, settings }: Result) => ({ run, subject, settings });
  return before.find((other) => isDeepStrictEqual(identity(other), identity(result)));
}
