import type { Random } from '../random.js';

const copies = 2;

/** What can be done to whom. A cut line resets and refuses connections; a stalled one takes all and passes nothing on. */
const acts = {
  api: ['kill', 'pause', 'restart', 'cut redis', 'cut postgres', 'stall redis', 'stall postgres'],
  gateway: ['kill', 'pause', 'restart', 'cut redis', 'cut postgres', 'stall redis', 'stall postgres'],
  redis: ['kill', 'kill and empty', 'pause', 'restart'],
  postgres: ['kill', 'pause', 'restart'],
} as const;

export type Subject = keyof typeof acts;
export type Act = (typeof acts)[Subject][number];

/** One thing that goes wrong, and for how long. */
export interface Fault {
  /** Milliseconds from the beginning of the load. */
  at: number;
  subject: Subject;
  /** Which copy of the subject. */
  copy: number;
  act: Act;
  /** Milliseconds until it is undone: what was ended is started again, what was paused goes on. */
  duration: number;
}

/** Milliseconds of undisturbed load before the first fault. */
const LEAD = 3_000;
/** Milliseconds from one fault to the next, on the average. */
const PACE = 4_500;
/** Milliseconds that a process gets after a fault before the next one that is about it. */
const REST = 3_000;
const SHORTEST = 300;
/** Milliseconds that a fault lasts at most: of one copy, and of what there is but one of. */
const LONGEST = { copy: 60_000, store: 10_000 };

const kinds = subjectsOf(acts).flatMap((subject) => acts[subject].map((act) => ({ subject, act })));

/** What a fault is called: `gateway kill`. */
export function kindOf({ subject, act }: Pick<Fault, 'subject' | 'act'>): string {
  return `${subject} ${act}`;
}

/** A fault in one line, for who watches. */
export function describeFault({ at, subject, copy, act, duration }: Fault): string {
  const who = isCopied(subject) ? `${subject} ${copy}` : subject;
  return `${(at / 1_000).toFixed(1).padStart(7)} s  ${who}: ${act}${act === 'restart' ? '' : ` for ${(duration / 1_000).toFixed(1)} s`}`;
}

/** All kinds of fault. */
export const faultKinds: readonly string[] = kinds.map(kindOf);

/**
 * Plans the faults of a run: rounds of all kinds, each round in another order, so that every kind comes at least once,
 * however short the run is. Faults of different processes overlap, those of one do not.
 *
 * @param seconds of the run; a short one is exceeded by what all kinds take
 */
export function planFaults(random: Random, seconds: number): Fault[] {
  const free = new Map<string, number>();
  return spread(random, seconds).map(({ at: wanted, subject, act }, index, all) => {
    const copy = isCopied(subject) ? random.below(copies) : 0;
    const target = `${subject} ${copy}`;
    const at = Math.max(wanted, free.get(target) ?? 0);
    const isFirst = all.findIndex((other) => kindOf(other) === kindOf({ subject, act })) === index;
    const longest = longestOf(subject, seconds);
    // Most are short; the first pause of a gateway is as long as any can be.
    const isLongest = isFirst && subject === 'gateway' && act === 'pause';
    const duration = isLongest ? longest : SHORTEST + (longest - SHORTEST) * random.fraction() ** 6;
    free.set(target, at + duration + REST);
    return { at: Math.round(at), subject, copy, act, duration: Math.round(duration) };
  });
}

function spread(random: Random, seconds: number) {
  const span = seconds * 1_000 - LEAD;
  const rounds = Math.max(1, Math.round(span / PACE / kinds.length));
  const slot = span / (rounds * kinds.length);
  const order = Array.from({ length: rounds }, () => random.shuffled(kinds)).flat();
  return order.map((kind, index) => ({ ...kind, at: LEAD + slot * (index + random.fraction() * 0.8) }));
}

function longestOf(subject: Subject, seconds: number): number {
  const most = isCopied(subject) ? LONGEST.copy : LONGEST.store;
  return Math.min(most, Math.max(2_000, (seconds * 1_000) / 20));
}

function isCopied(subject: Subject): boolean {
  return subject === 'api' || subject === 'gateway';
}

function subjectsOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table).filter((key): key is keyof T & string => key in table);
}
