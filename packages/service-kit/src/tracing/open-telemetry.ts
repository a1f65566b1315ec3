import {
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  diag,
  trace,
  type Context,
  type Span as OtelSpan,
  type SpanContext,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../logging/create-logger.js';
import type { Span, SpanOptions, Tracer } from './tracer.js';

/** Milliseconds that the last spans may take when the service stops. */
const LAST_PATIENCE = 1_000;

const kinds: Record<NonNullable<SpanOptions['kind']>, SpanKind> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** A tracer of OpenTelemetry that sends its spans, some at a time, to where OTEL_EXPORTER_OTLP_ENDPOINT says. */
export function openTelemetry(service: string, log: Logger): Tracer {
  const warn = (message: string) => log.warn({ reason: message }, 'traces');
  const silent = () => undefined;
  diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  const provider = new BasicTracerProvider({
    // What the environment says comes last, and holds.
    resource: resourceFromAttributes({ 'service.name': service }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('besage');
  return {
    start: (name, { parent, kind = 'internal', links = [], attributes = {} } = {}) => {
      const options = { kind: kinds[kind], links: links.flatMap(toLink), attributes };
      return toSpan(tracer.startSpan(name, options, contextOf(parent)));
    },
    stop: async () => {
      await Promise.race([provider.shutdown().catch(silent), pause(LAST_PATIENCE, undefined, { ref: false })]);
    },
  };
}

function toSpan(span: OtelSpan): Span {
  return {
    traceparent: traceparentOf(span.spanContext()),
    link: (traceparent) => {
      span.addLinks(toLink(traceparent));
    },
    end: (error) => {
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(error) });
      span.end();
    },
  };
}

function contextOf(traceparent: string | undefined): Context {
  const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

function toLink(traceparent: string): { context: SpanContext }[] {
  const context = parseTraceParent(traceparent);
  return context ? [{ context }] : [];
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** What an error says may hold what somebody wrote; its code or name does not. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
