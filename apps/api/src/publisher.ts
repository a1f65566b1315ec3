import { isLogEvent, type Event } from '@besage/contracts';
import type { Tracer } from '@besage/service-kit';
import type { StreamWriter } from '@besage/streams';

/**
 * Makes what tells all gateways of an event. While Redis is away, which the connection and the writer tell once, events are
 * lost and found in the log. The way of an event that is traced goes on from here.
 */
export function createPublisher(
  writer: Pick<StreamWriter, 'event'>,
  tracer: Tracer | undefined,
): (event: Event) => void {
  const publish = (event: Event) => void writer.event(event).catch(() => undefined);
  if (!tracer) return publish;
  return (event) => {
    if (!isLogEvent(event) || event.traceparent === undefined) return publish(event);
    const attributes = { 'messaging.system': 'redis' };
    const span = tracer.start(`publish ${event.type}`, { parent: event.traceparent, kind: 'producer', attributes });
    writer.event({ ...event, traceparent: span.traceparent }).then(
      () => span.end(),
      (error: unknown) => span.end(error),
    );
  };
}
