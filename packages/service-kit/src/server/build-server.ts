import type { IncomingMessage } from 'node:http';
import { ServiceError, type ErrorCode } from '@besage/contracts';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import type { HttpCounts } from '../metrics/http-counts.js';
import { allowsHost } from './allows-host.js';
import { trackMethods } from './allowed-methods.js';
import { answerError } from './answer-error.js';
import { answerClientError } from './answer-client-error.js';
import { takeEmptyBodies } from './empty-bodies.js';
import { requestId } from './request-id.js';
import { RequestLog } from './request-log.js';
import { serializerCompiler } from './serializer-compiler.js';
import { trustProxy } from './trust-proxy.js';
import { validatorCompiler } from './validator-compiler.js';

/** Bytes of a body. */
const BODY_LIMIT = 256 * 1024;

/** Characters of a part of a path that is a parameter: an id has 36. */
const PARAM_LENGTH_MAX = 100;

/** Milliseconds in which a request must have arrived, headers and body; Node's own default is five minutes. */
const REQUEST_TIMEOUT = 60_000;

const routerOptions = { ignoreTrailingSlash: true, maxParamLength: PARAM_LENGTH_MAX };

/** An address without a route. */
const NOWHERE = '/.nowhere';

/** Requests with an address that cannot be read, and why. */
type UnreadableRequests = WeakMap<IncomingMessage, Error>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route answers under any host name: those who look after the service call it by its address. */
    anyHost?: boolean;
  }
}

export interface ServerOptions {
  log: FastifyBaseLogger;
  /** See `allowsHost`. */
  allowedHosts?: string[];
  /** Whose `X-Forwarded-*` headers are believed, see `trustProxy`; nobody's, where none are named. */
  trustedProxies?: string[];
  /** Bytes. */
  bodyLimit?: number;
  /** What an error of something that we depend on is to the client, where it is no failure of ours: an outage, say. */
  codeOf?: (error: unknown) => ErrorCode | undefined;
  /** Told of every answer. */
  counts?: HttpCounts;
}

/**
 * A Fastify server that behaves the same in every service: paths with and without trailing slash, request ids
 * (`x-request-id`, taken over or made), one line in the log for each request, all errors in one shape from one
 * catalogue, wrong methods told from unknown paths, schemas checked as `validatorCompiler` says.
 */
export function buildServer(options: ServerOptions) {
  const { log, trustedProxies = [], bodyLimit = BODY_LIMIT, codeOf = () => undefined, counts } = options;
  const unreadable: UnreadableRequests = new WeakMap();
  const fastifyOptions: FastifyServerOptions = {
    loggerInstance: log,
    logController: new RequestLog(),
    genReqId: requestId,
    routerOptions,
    trustProxy: trustedProxies.length > 0 && trustProxy(trustedProxies),
    bodyLimit,
    requestTimeout: REQUEST_TIMEOUT,
    // While we stop, what still comes in on open connections is answered; Fastify's own 503 has another shape.
    return503OnClosing: false,
    // An address that cannot even be looked for: no hook has run. It goes the way of one that is unknown, through them all.
    frameworkErrors: (error, { raw }, reply) => {
      const { url } = raw;
      unreadable.set(raw, error);
      raw.url = NOWHERE;
      app.routing(raw, reply.raw);
      raw.url = url;
    },
    clientErrorHandler: answerClientError,
  };
  const app = Fastify(fastifyOptions).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler());
  app.setSerializerCompiler(serializerCompiler());
  // The sentences are made by `foldError`; Fastify's own would put all of Ajv's into one.
  app.setSchemaErrorFormatter(() => new Error('the request does not fit its schema'));
  app.setErrorHandler(answerError(codeOf, (code) => counts?.refusals.add(code)));
  answerUnknownPaths(app, unreadable);
  addHooks(app, options);
  takeEmptyBodies(app);
  return app;
}

/** Tells apart a path that cannot be read, one that is unknown, and one that has no route for this method. */
function answerUnknownPaths(app: FastifyInstance, unreadable: UnreadableRequests): void {
  const allowedMethods = trackMethods(app, routerOptions);
  app.setNotFoundHandler((request, reply) => {
    const fault = unreadable.get(request.raw);
    if (fault) throw fault;
    const allowed = allowedMethods(request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) throw new ServiceError('not_found');
    reply.header('allow', allowed.join(', '));
    throw new ServiceError('method_not_allowed');
  });
}

/** Names every request, asks by which host name it came, and counts its answer. */
function addHooks(app: FastifyInstance, { log, allowedHosts = [], trustedProxies = [], counts }: ServerOptions): void {
  const isAllowedHost = allowsHost(allowedHosts);
  const notice = noticeProxies(log, trustedProxies);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    notice(request);
    const isWelcome = request.routeOptions.config.anyHost === true || isAllowedHost(request.headers.host);
    done(isWelcome ? undefined : new ServiceError('host_not_allowed'));
  });
  if (!counts) return;
  app.addHook('onResponse', (request, reply, done) => {
    counts.answered(request, reply);
    done();
  });
}

/** Says once that there seems to be a proxy that nobody named: then all who come over it count as one. */
function noticeProxies(log: FastifyBaseLogger, trustedProxies: string[]): (request: FastifyRequest) => void {
  let isSilent = trustedProxies.length > 0;
  return ({ headers, socket: { remoteAddress } }) => {
    if (isSilent || headers['x-forwarded-for'] === undefined) return;
    isSilent = true;
    log.warn({ remoteAddress }, 'X-Forwarded-For is not believed: if that is your proxy, name it in TRUST_PROXY');
  };
}
