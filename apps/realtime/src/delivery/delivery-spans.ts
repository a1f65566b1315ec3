import { isLogEvent, type Event } from '@besage/contracts';
import type { Span, Tracer } from '@besage/service-kit';

/**
 * Begins the last part of the way of those events that are traced: from here to the sockets of this gateway.
 *
 * @param socketsOf how many listen to a chat here
 * @returns to be called when all of them are written to; the spans end when the turn does, in which the writes leave
 */
export function startDeliveries(tracer: Tracer, events: Event[], socketsOf: (chatId: string) => number): () => void {
  const spans: Span[] = [];
  for (const event of events) {
    if (!isLogEvent(event) || event.traceparent === undefined) continue;
    const attributes = { 'messaging.system': 'redis', 'besage.sockets': socketsOf(event.chat_id) };
    spans.push(tracer.start(`deliver ${event.type}`, { parent: event.traceparent, kind: 'consumer', attributes }));
  }
  return () => {
    if (spans.length > 0) setImmediate(() => spans.forEach((span) => span.end()));
  };
}
