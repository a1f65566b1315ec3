import type { Span, SpanOptions, Tracer } from '@besage/service-kit';
import { expect, test } from 'vitest';
import { startBatchSpan } from './batch-span.js';

/** A tracer that remembers what it was told. */
function recorder() {
  const told: unknown[] = [];
  const spanOf = (name: string): Span => ({
    traceparent: name,
    link: (traceparent) => told.push([name, 'link', traceparent]),
    end: (error) => told.push([name, 'end', error]),
  });
  const tracer: Tracer = {
    start: (name: string, options: SpanOptions = {}) => {
      told.push([name, 'start', options.parent, options.links ?? []]);
      return spanOf(name);
    },
    stop: () => Promise.resolve(),
  };
  return { tracer, spanOf, told };
}

test('a batch is part of one trace, and linked with those of all its messages', () => {
  const { tracer, spanOf, told } = recorder();
  const end = startBatchSpan(tracer, [{ span: undefined }, { span: spanOf('one') }, { span: spanOf('two') }]);
  end?.('broken');
  expect(told).toEqual([
    ['batch', 'start', 'one', ['one', 'two']],
    ['one', 'link', 'batch'],
    ['two', 'link', 'batch'],
    ['INSERT messages', 'start', 'batch', []],
    ['INSERT messages', 'end', 'broken'],
    ['batch', 'end', 'broken'],
  ]);
});

test('of a batch that nobody traces there is nothing to tell', () => {
  const { tracer, spanOf, told } = recorder();
  expect(startBatchSpan(tracer, [{ span: undefined }])).toBeUndefined();
  expect(startBatchSpan(undefined, [{ span: spanOf('one') }])).toBeUndefined();
  expect(told).toEqual([]);
});
