import type { Load } from '../../src/load/load.js';

/** Why a load cannot go on; `no failure` while it can. */
export function failureOf(load: Load): string {
  try {
    load.report();
    return 'no failure';
  } catch (error) {
    return String(error);
  }
}
