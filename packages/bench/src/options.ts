import { parseArgs } from 'node:util';
import { peerNames, type PeerName } from './subjects/subject.js';

export const scenarioNames = [
  'fanout',
  'pairs',
  'history',
  'chats',
  'posts',
  'receipts',
  'connects',
  'idle',
  'appender',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const flags = {
  members: { type: 'string', default: '100', about: 'fanout: people in the one chat' },
  senders: { type: 'string', default: '4', about: 'fanout: how many of them send' },
  chats: { type: 'string', default: '100', about: 'pairs, posts, appender: chats of two that are written to' },
  messages: { type: 'string', default: '1000', about: 'history, chats, posts: messages that are there before' },
  clients: { type: 'string', default: '8', about: 'history, chats: requests in flight' },
  posters: { type: 'string', default: '64', about: 'posts: sends in flight' },
  readers: { type: 'string', default: '500', about: 'receipts: people in the one chat' },
  arrivals: { type: 'string', default: '5000', about: 'connects: sockets that are opened, of v1 and of v2' },
  connections: { type: 'string', default: '10000', about: 'idle: sockets that are open, of v1 and of v2' },
  batches: { type: 'string', default: '1,32,128', about: 'appender: messages in a statement, one run for each number' },
  peers: { type: 'string', default: peerNames.join(), about: 'fanout, pairs: what is measured beside Besage, or none' },
  inflight: { type: 'string', default: '1', about: 'sends that each sender keeps open' },
  warmup: { type: 'string', default: '2', about: 'seconds of load before measuring' },
  seconds: { type: 'string', default: '8', about: 'seconds that are measured' },
  sends: { type: 'string', default: '2000000', about: 'a run ends after so many, if time has not ended it' },
  rounds: { type: 'string', default: '1', about: 'runs of everything in turn; figures are their medians' },
  generators: { type: 'string', default: '1', about: 'processes that make the load' },
  apis: { type: 'string', default: '1', about: 'copies of the api' },
  gateways: { type: 'string', default: '1', about: 'copies of the gateway' },
  json: { type: 'string', about: 'write the figures to this file too' },
  save: { type: 'boolean', default: false, about: 'write them to baseline.json too' },
  svg: { type: 'string', about: 'draw them into this file' },
  against: { type: 'string', about: 'compare with the figures in this file' },
  verbose: { type: 'boolean', default: false, about: 'show what the services print' },
  help: { type: 'boolean', default: false, about: 'show this' },
} as const;

export interface Options {
  scenarios: ScenarioName[];
  members: number;
  senders: number;
  chats: number;
  messages: number;
  clients: number;
  posters: number;
  readers: number;
  arrivals: number;
  connections: number;
  batches: number[];
  peers: PeerName[];
  inflight: number;
  warmup: number;
  seconds: number;
  sends: number;
  rounds: number;
  generators: number;
  apis: number;
  gateways: number;
  /** Files that the figures are written to. */
  writeTo: string[];
  /** A file that they are drawn into. */
  svg: string | undefined;
  /** A file that they are compared with. */
  against: string | undefined;
  verbose: boolean;
  help: boolean;
}

/** What was typed makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line.
 *
 * @throws UsageError what is wrong with it
 */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const options: Options = {
    scenarios: positionals.length === 0 ? [...scenarioNames] : positionals.map(scenarioName),
    members: count('members', values.members, 2),
    senders: count('senders', values.senders),
    chats: count('chats', values.chats),
    messages: count('messages', values.messages),
    clients: count('clients', values.clients),
    posters: count('posters', values.posters),
    readers: count('readers', values.readers),
    arrivals: count('arrivals', values.arrivals),
    connections: count('connections', values.connections),
    batches: values.batches.split(',').map((batch) => count('batches', batch)),
    peers: values.peers === 'none' ? [] : values.peers.split(',').map(peerName),
    inflight: count('inflight', values.inflight),
    warmup: count('warmup', values.warmup, 0),
    seconds: count('seconds', values.seconds),
    sends: count('sends', values.sends),
    rounds: count('rounds', values.rounds),
    generators: count('generators', values.generators),
    apis: count('apis', values.apis),
    gateways: count('gateways', values.gateways),
    writeTo: [...(values.json === undefined ? [] : [values.json]), ...(values.save ? ['baseline.json'] : [])],
    svg: values.svg,
    against: values.against,
    verbose: values.verbose,
    help: values.help,
  };
  if (options.senders > options.members) throw new UsageError('--senders are some of the --members, not more.');
  return options;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function scenarioName(text: string): ScenarioName {
  const name = scenarioNames.find((it) => it === text);
  if (!name) throw new UsageError(`There is no scenario "${text}": they are ${scenarioNames.join(', ')}.`);
  return name;
}

function peerName(text: string): PeerName {
  const name = peerNames.find((it) => it === text);
  if (!name) throw new UsageError(`There is no peer "${text}": they are ${peerNames.join(', ')}.`);
  return name;
}

function count(flag: keyof typeof flags, text: string, least = 1): number {
  const number = text.trim() === '' ? NaN : Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new UsageError(`--${flag} takes whole numbers from ${least} up, and not "${text}".`);
}

/** What `--help` shows. */
export function help(): string {
  const lines = Object.entries(flags).map(([name, flag]) => {
    const standard = 'default' in flag && flag.type === 'string' ? ` (${flag.default})` : '';
    return `  --${name.padEnd(12)}${flag.about}${standard}`;
  });
  return `Measures Besage and its peers on this machine, each process on its own, and checks that every send reaches everybody once.

  pnpm bench [${scenarioNames.join('|')}]… [options]

  fanout        one chat of many, some of whom send
  pairs         many chats of two, one of whom sends
  history       the newest messages of a chat, over REST
  chats         the chats of somebody, over REST
  posts         sends over REST
  receipts      everybody in a large chat reads it
  connects      many sockets are opened at once
  idle          memory of sockets on which nothing happens
  appender      the statement that stores messages, and nothing else

${lines.join('\n')}

It ends with 1 when anything was lost or repeated. What the figures mean: packages/bench/README.md`;
}
