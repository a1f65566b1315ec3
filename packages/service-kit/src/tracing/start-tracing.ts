import type { Logger } from '../logging/create-logger.js';
import type { Tracer } from './tracer.js';

export interface TracingOptions {
  /** The service that speaks, unless OTEL_SERVICE_NAME says another. */
  service: string;
  /** Where spans go; nowhere without it. */
  endpoint: string | undefined;
  log: Logger;
}

/**
 * Begins to trace by OpenTelemetry where somebody wants it. Else nothing of it is even loaded. Besides the endpoint its
 * standard settings hold, which it reads from the environment by itself: OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES …
 */
export async function startTracing({ service, endpoint, log }: TracingOptions): Promise<Tracer | undefined> {
  if (endpoint === undefined) return undefined;
  const { openTelemetry } = await import('./open-telemetry.js');
  return openTelemetry(service, log);
}
