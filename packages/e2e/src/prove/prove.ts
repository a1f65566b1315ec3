import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { judge, type Judgement } from './judge.js';
import { History, type EventLog } from './history/history.js';
import { readHeads } from './history/stored.js';
import { lateness, levelTimes } from './level.js';
import { Load } from './load.js';
import { populate, type Population } from './population.js';
import { Random } from './random.js';
import { describeFault, planFaults, type Fault } from './system/schedule.js';
import { System } from './system/system.js';
import { Timeline, type Second, type SufferedFault } from './timeline.js';

/** Milliseconds that are watched once all are level: what comes twice may come late. */
const AFTERMATH = 3_000;

type Progress = (line: string) => void;

export interface ProveOptions {
  seed: number;
  seconds: number;
  chats: number;
  clients: number;
  /** Sends a second, of all together. */
  rate: number;
  /** Gets every event of the history. */
  events?: EventLog;
  /** Gets every line that a service prints. */
  log: (line: string) => void;
  /** Told what is going on. */
  progress: Progress;
  /** Ends the run before its time. */
  signal?: AbortSignal;
}

/** What a run came to. */
export interface Outcome extends Judgement {
  faults: SufferedFault[];
  seconds: Second[];
  /** Of each client: milliseconds after the last fault when it had come to its end; `Infinity` if it never did. */
  level: number[];
}

/**
 * Starts a system, lets people chat while it suffers, and compares what they saw with what it holds.
 *
 * @throws StartupError when a process does not come up, at first or after a fault; AbortError when `signal` ended it
 */
export async function prove(options: ProveOptions): Promise<Outcome> {
  const { seed, seconds, progress, events } = options;
  const random = new Random(seed);
  const plan = planFaults(random.fork(), seconds);
  progress(`seed ${seed}: ${plan.length} faults\n${plan.map(describeFault).join('\n')}`);
  progress('starting PostgreSQL, Redis and the services');
  const { chats, clients, rate } = options;
  events?.({ event: 'run', seed, seconds, chats, clients, rate });
  const system = await System.start(options.log);
  try {
    const history = new History(events);
    const population = await populate({ ...options, doors: system, history, random: random.fork() });
    population.chatIds.forEach((id, chat) => events?.({ event: 'chat', chat, id }));
    return await run({ options, random, plan, system, history, population });
  } finally {
    await system.stop();
  }
}

interface Run {
  options: ProveOptions;
  random: Random;
  plan: Fault[];
  system: System;
  history: History;
  population: Population;
}

async function run({ options, random, plan, system, history, population }: Run): Promise<Outcome> {
  const { clients, chatIds } = population;
  for (const client of clients) client.start();
  const timeline = new Timeline(history, clients);
  const load = new Load(clients, options.rate, random);
  try {
    await sufferAll(system, plan, timeline, options);
    load.stop();
    const lastFault = Date.now();
    options.progress('all faults are over; waiting until every client is level');
    const level = await levelTimes(clients, () => readHeads(system.databaseUrl, chatIds), lastFault);
    await pause(AFTERMATH);
    const judgement = await judge(history, chatIds, system.databaseUrl, options.events);
    return {
      ...judgement,
      violations: [...lateness(clients, level), ...judgement.violations],
      level,
      faults: timeline.faults,
      seconds: timeline.seconds,
    };
  } finally {
    load.stop();
    timeline.stop();
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Lets the system suffer what was planned; faults of one process wait for each other, others overlap. */
async function sufferAll(system: System, plan: Fault[], timeline: Timeline, options: ProveOptions): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(0, signal); // one for each fault that is still to come
  options.signal?.addEventListener('abort', () => stopping.abort());
  const turn = async (fault: Fault, before: Promise<void> | undefined): Promise<void> => {
    await Promise.all([before, pause(fault.at, undefined, { signal })]);
    const began = timeline.now;
    options.progress(describeFault(fault));
    await system.suffer(fault, signal);
    timeline.ended(fault, began);
  };
  const turns = new Map<string, Promise<void>>();
  for (const fault of plan) {
    const target = `${fault.subject} ${fault.copy}`;
    turns.set(target, turn(fault, turns.get(target)));
  }
  try {
    await Promise.all(turns.values());
  } finally {
    stopping.abort();
    await Promise.allSettled(turns.values());
  }
}
