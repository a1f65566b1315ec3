import type { Span, Tracer } from '@besage/service-kit';

/**
 * Begins the span of a batch, and in it that of its statement. A batch belongs to many traces and can be part of one only:
 * that of the first message that has one. All of them know of it by links, there and back.
 *
 * @returns ends both; nothing where none of the messages is traced
 */
export function startBatchSpan(
  tracer: Tracer | undefined,
  batch: { span: Span | undefined }[],
): ((error?: unknown) => void) | undefined {
  if (!tracer) return undefined;
  const spans = batch.flatMap(({ span }) => span ?? []);
  const [first] = spans;
  if (!first) return undefined;
  const whole = tracer.start('batch', {
    parent: first.traceparent,
    links: spans.map((span) => span.traceparent),
    attributes: { 'messaging.batch.message_count': batch.length },
  });
  for (const span of spans) span.link(whole.traceparent);
  const statement = tracer.start('INSERT messages', {
    parent: whole.traceparent,
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': 'INSERT' },
  });
  return (error) => {
    statement.end(error);
    whole.end(error);
  };
}
