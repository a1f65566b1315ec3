import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from '../logging/create-logger.js';
import { endWith } from './end-with.js';
import { startTracing } from './start-tracing.js';

const log = createLogger({ name: 'test', level: 'silent' });

/** Takes what a tracer sends; gives it as it came. */
async function collect(): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

test('nobody traces where nobody wants to know', async () => {
  expect(await startTracing({ service: 'api', endpoint: undefined, log })).toBeUndefined();
});

test('spans are sent with their service, their parents and their links, before it stops; of errors only the code', async () => {
  const { url, bodies } = await collect();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  onTestFinished(() => void vi.unstubAllEnvs());
  const tracer = (await startTracing({ service: 'api', endpoint: url, log }))!;
  const far = '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01';
  const whole = tracer.start('whole', { parent: far, kind: 'consumer', attributes: { size: 3 } });
  const part = tracer.start('part', { parent: whole.traceparent, links: [far, 'nonsense'] });
  part.link(whole.traceparent);
  const refusal = Object.assign(new Error('their very words'), { code: 'content_too_long' });
  await expect(endWith(part, Promise.reject(refusal))).rejects.toBe(refusal);
  expect(await endWith(whole, Promise.resolve(5))).toBe(5);
  tracer.start('alone', { parent: 'nonsense' }).end();
  await tracer.stop();

  expect(whole.traceparent).toMatch(/^00-0123456789abcdef0123456789abcdef-[\da-f]{16}-01$/);
  expect(bodies.join()).not.toContain('their very words');
  const [, , wholeId] = whole.traceparent.split('-');
  expect(JSON.parse(bodies[0]!)).toMatchObject({
    resourceSpans: [
      {
        resource: {
          attributes: expect.arrayContaining([{ key: 'service.name', value: { stringValue: 'api' } }]) as unknown,
        },
        scopeSpans: [
          {
            spans: [
              {
                name: 'part',
                parentSpanId: wholeId,
                links: [{ spanId: '0123456789abcdef' }, { spanId: wholeId }],
                status: { code: 2, message: 'content_too_long' },
              },
              {
                name: 'whole',
                parentSpanId: '0123456789abcdef',
                attributes: [{ key: 'size', value: { intValue: 3 } }],
              },
              { name: 'alone' },
            ],
          },
        ],
      },
    ],
  });
});
