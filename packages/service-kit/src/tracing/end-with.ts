import type { Span } from './tracer.js';

/** Ends a span, where there is one, as the work in it ends. @returns what the work gives */
export function endWith<T>(span: Span | undefined, work: Promise<T>): Promise<T> {
  return span ? endAfter(span, work) : work;
}

async function endAfter<T>(span: Span, work: Promise<T>): Promise<T> {
  try {
    const result = await work;
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
