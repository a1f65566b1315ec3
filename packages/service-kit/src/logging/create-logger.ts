import {
  pino,
  stdSerializers,
  stdTimeFunctions,
  type DestinationStream,
  type LogFn,
  type Logger as PinoLogger,
} from 'pino';
import type { Outage } from './outage.js';
import { scrub } from './scrub.js';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** The service that speaks. */
  name: string;
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. */
  level: string;
  /** Where lines go instead of stdout. */
  destination?: DestinationStream;
  /** Tells by itself what of the errors that are logged comes of an outage; those lines become `debug`. */
  outage?: Outage;
}

/** Above `debug`. */
const WORTH_TELLING = 30;

/**
 * A logger that writes a line of JSON for each message, to stdout. No line holds passwords, tokens, cookies or the
 * credentials in URLs, whatever is given to it, see `scrub`. Requests (`req`) are logged without their query.
 */
export function createLogger({ name, level, destination, outage }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { req: describeRequest, res: describeReply, err: describeError },
    hooks: { streamWrite: scrub, ...(outage && { logMethod: calmedBy(outage) }) },
  };
  return destination ? pino(options, destination) : pino(options);
}

function calmedBy(outage: Outage) {
  return function logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
    const [fields] = args as unknown[];
    const error = typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : undefined;
    if (error !== undefined && level >= WORTH_TELLING && outage.explains(error)) this.debug(...args);
    else method.apply(this, args);
  };
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
