import type { Options, ScenarioName } from '../options.js';
import { prepareAppenderRun } from './appender-run.js';
import { prepareChatRun } from './chat-run.js';
import type { Run } from './run.js';

/** What the options ask for, in the order in which it is measured. */
export function plannedRuns(options: Options): Run[] {
  return options.scenarios.flatMap((name) => scenarios[name](options));
}

const scenarios: Record<ScenarioName, (options: Options) => Run[]> = { fanout, pairs, appender };

function fanout({ members, senders, inflight, generators, apis, gateways }: Options): Run[] {
  return [
    {
      name: 'fanout',
      title: `one chat of ${members}, ${senders} senders, in flight for each: ${inflight}`,
      settings: { members, senders, inflight, generators, apis, gateways },
      prepare: (besage) => prepareChatRun(besage, { chats: 1, people: members, senders, inflight, generators }),
    },
  ];
}

function pairs({ chats, inflight, generators, apis, gateways }: Options): Run[] {
  return [
    {
      name: 'pairs',
      title: `${chats} chats of two, one sender in each, in flight: ${inflight}`,
      settings: { chats, inflight, generators, apis, gateways },
      prepare: (besage) => prepareChatRun(besage, { chats, people: 2, senders: 1, inflight, generators }),
    },
  ];
}

function appender({ chats, batches }: Options): Run[] {
  return batches.map((batch) => ({
    name: `appender-${batch}`,
    title: `batches of ${batch} to ${chats} chats of two, one statement after the other`,
    settings: { chats, batch },
    prepare: (besage) => prepareAppenderRun(besage, { chats, batch }),
  }));
}
