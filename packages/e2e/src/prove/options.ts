import { parseArgs } from 'node:util';

const flags = {
  seed: { type: 'string', about: 'of all that is random; by default one of the clock' },
  seconds: { type: 'string', default: '120', about: 'of load and faults' },
  chats: { type: 'string', default: '8', about: 'chats' },
  clients: { type: 'string', default: '30', about: 'people, of whom one in five has no sockets' },
  rate: { type: 'string', default: '60', about: 'sends a second, of all together' },
  history: { type: 'string', about: 'write all that happened to this file, as lines of JSON' },
  logs: { type: 'string', about: 'write what the services print to this file' },
  save: { type: 'boolean', default: false, about: 'write the report to packages/e2e/proof/' },
  help: { type: 'boolean', default: false, about: 'show this' },
} as const;

export interface Options {
  seed: number;
  seconds: number;
  chats: number;
  clients: number;
  rate: number;
  /** A file for the history. */
  history: string | undefined;
  /** A file for what the services print. */
  logs: string | undefined;
  save: boolean;
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
  const values = parse(args);
  const options: Options = {
    seed: values.seed === undefined ? Date.now() % 2 ** 32 : count('seed', values.seed, 0),
    seconds: count('seconds', values.seconds),
    chats: count('chats', values.chats),
    clients: count('clients', values.clients, 2),
    rate: count('rate', values.rate),
    history: values.history,
    logs: values.logs,
    save: values.save,
    help: values.help,
  };
  if (options.seed >= 2 ** 32) throw new UsageError('--seed is a number below 4294967296.');
  return options;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
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
    return `  --${name.padEnd(10)}${flag.about}${standard}`;
  });
  return `Kills, pauses, restarts and cuts off everything while people chat, and checks that nothing was lost, nothing
came twice, and all was in order.

  pnpm prove [options]

${lines.join('\n')}

It ends with 1 when a promise was broken. The same seed and seconds make the same faults.`;
}
