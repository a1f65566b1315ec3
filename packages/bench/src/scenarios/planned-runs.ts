import type { Options, ScenarioName } from '../options.js';
import { appender } from './appender.js';
import { chats } from './chats.js';
import { connects } from './connects.js';
import { fanout } from './fanout.js';
import { history } from './history.js';
import { idle } from './idle.js';
import { pairs } from './pairs.js';
import { posts } from './posts.js';
import { receipts } from './receipts.js';
import type { Run } from './run.js';

/** What the options ask for, in the order in which it is measured. */
export function plannedRuns(options: Options): Run[] {
  return options.scenarios.flatMap((name) => scenarios[name](options));
}

const scenarios: Record<ScenarioName, (options: Options) => Run[]> = {
  fanout,
  pairs,
  history,
  chats,
  posts,
  receipts,
  connects,
  idle,
  appender,
};
