import { pino, stdSerializers, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { scrub } from './scrub.js';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** The service that speaks. */
  name: string;
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. */
  level: string;
  /** Where lines go instead of stdout. */
  destination?: DestinationStream;
}

/**
 * A logger that writes a line of JSON for each message, to stdout. No line holds passwords, tokens, cookies or the
 * credentials in URLs, whatever is given to it, see `scrub`. Requests (`req`) are logged without their query.
 */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { req: describeRequest, res: describeReply, err: describeError },
    hooks: { streamWrite: scrub },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** What is told of a request, be it Fastify's or Node's own. */
interface RequestLike {
  method?: string | undefined;
  url?: string | undefined;
  ip?: string;
  socket?: { remoteAddress?: string | undefined } | null;
}

function describeRequest({ method, url = '', ip, socket }: RequestLike) {
  return { method, path: url.split('?', 1)[0], remoteAddress: ip ?? socket?.remoteAddress };
}

function describeReply({ statusCode }: { statusCode?: number }) {
  return { statusCode };
}

/** ioredis hangs the whole command on its errors, and with it what was to be stored, or the password of AUTH. */
function describeError(error: Error) {
  const { command, ...described } = stdSerializers.err(error);
  return hasName(command) ? { ...described, command: command.name } : described;
}

function hasName(command: unknown): command is { name: unknown } {
  return typeof command === 'object' && command !== null && 'name' in command;
}
