import { freePort, startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { ChatSocket } from './support/chat-socket.js';
import { FrameSocket } from './support/frame-socket.js';
import { readMonitoring } from './support/monitoring.js';
import { gather, post } from './support/person.js';
import { selectorsOf } from './support/promql.js';
import { scrape, type Sample } from './support/scrape.js';
import { TraceCollector, type CollectedSpan } from './support/trace-collector.js';

const HEARTBEAT_MS = 1_000;
const [apiMetrics, gatewayMetrics] = await Promise.all([freePort(), freePort()]);

const collector = await TraceCollector.start();

let stack: Stack;
let api: Address;
let gateway: Address;
beforeAll(async () => {
  stack = await startStack({
    env: {
      HEARTBEAT_INTERVAL: String(HEARTBEAT_MS / 1_000),
      METRICS_PORT: String(apiMetrics),
      REALTIME_METRICS_PORT: String(gatewayMetrics),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
  });
  [api, gateway] = [stack.apis[0]!, stack.gateways[0]!];
});
afterAll(async () => {
  await stack.stop();
  collector.stop();
});

test('two people chat over sockets, one through the api and one through the gateway, and REST arrives there too', async () => {
  const { chatId, people } = await gather(api, 2);
  const [ana, ben] = [people[0]!, people[1]!];
  const throughApi = await ChatSocket.open(api, chatId, ana.access);
  const throughGateway = await ChatSocket.open(gateway, chatId, ben.access);
  const sockets = [throughApi, throughGateway];

  throughApi.say('hello Ben');
  await expect.poll(() => throughGateway.contents).toEqual(['hello Ben']);
  throughGateway.send({ message: 'hello Ana' }); // a frame with no type is a message
  await expect.poll(() => throughApi.contents).toEqual(['hello Ben', 'hello Ana']);
  const posted = await post(api, ana, chatId, 'by REST');
  expect(posted.status).toBe(201);

  for (const socket of sockets) await expect.poll(() => socket.contents.at(-1)).toBe('by REST');
  for (const { contents, messages, errors } of sockets) {
    expect(contents).toEqual(['hello Ben', 'hello Ana', 'by REST']);
    expect(messages.map((message) => message.sender_username)).toEqual([ana.username, ben.username, ana.username]);
    expect(messages[2]).toEqual({
      ...posted.message,
      chat_id: chatId,
      sender_id: ana.id,
      sender_username: ana.username,
      sender_profile_img: null,
    });
    expect(errors).toEqual([]);
  }
});

test('typing reaches the others, and not oneself on any socket', async () => {
  const { chatId, people } = await gather(api, 2);
  const [ana, ben] = [people[0]!, people[1]!];
  const [writer, herOther, reader] = await Promise.all([
    ChatSocket.open(api, chatId, ana.access),
    ChatSocket.open(gateway, chatId, ana.access),
    ChatSocket.open(gateway, chatId, ben.access),
  ]);
  const typing = (socket: ChatSocket) => socket.events.filter(({ event }) => event === 'typing');

  writer.send({ type: 'typing' });
  await expect.poll(() => typing(reader)).toHaveLength(1);
  expect(typing(reader)[0]).toEqual({
    type: 'chat.event',
    event: 'typing',
    chat_id: chatId,
    user_id: ana.id,
    username: ana.username,
  });
  // What comes behind it has come.
  reader.send({ type: 'typing' });
  await expect.poll(() => [writer, herOther].map((socket) => typing(socket).length)).toEqual([1, 1]);
  expect([...typing(writer), ...typing(herOther)]).toMatchObject([{ user_id: ben.id }, { user_id: ben.id }]);
});

test('who does not answer heartbeats is cut, who answers stays', async () => {
  const { chatId, people } = await gather(api, 2);
  const answering = await ChatSocket.open(gateway, chatId, people[0]!.access);
  const silent = await ChatSocket.open(gateway, chatId, people[1]!.access, { autoPong: false });
  let pings = 0;
  answering.webSocket.on('ping', () => (pings += 1));

  expect(await silent.closed()).toBe(1006); // without a goodbye: nobody would hear it
  await expect.poll(() => pings).toBeGreaterThanOrEqual(3);
  expect(answering.isOpen).toBe(true);
});

/** What Prometheus finds, once messages have gone all the way. */
async function scrapeAfterChat(): Promise<Sample[]> {
  const { chatId, people } = await gather(api, 2);
  const socket = await ChatSocket.open(gateway, chatId, people[0]!.access);
  // The second is sent when the first is answered.
  for (const text of ['one', 'two']) socket.say(text);
  await expect.poll(() => socket.contents).toEqual(['one', 'two']);
  return (await Promise.all([scrape(apiMetrics, 'besage-api'), scrape(gatewayMetrics, 'besage-realtime')])).flat();
}

test('the dashboard and the alert rules ask for what the services tell, and for all of it', async () => {
  const samples = await scrapeAfterChat();
  const asked = new Set<string>();
  for (const { by, expression, legend } of await readMonitoring()) {
    for (const { metric, matchers, grouping } of selectorsOf(expression)) {
      asked.add(metric);
      // Prometheus tells it by itself.
      if (metric === 'up') continue;
      const series = samples.filter((sample) => sample.metric === metric);
      const meant = series.filter(({ labels }) => matchers.every(({ label, matches }) => matches(labels[label] ?? '')));
      expect(meant, `${by}: ${metric}`).not.toEqual([]);
      const named = [...matchers.map(({ label }) => label), ...grouping, ...legend];
      expect(Object.keys(meant[0]!.labels), `${by}: ${metric}`).toEqual(expect.arrayContaining(named));
      const isOfHistogram = metric.endsWith('_bucket');
      if (isOfHistogram) expect(Math.max(...meant.map(({ value }) => value)), `${by}: ${metric}`).toBeGreaterThan(0);
    }
  }
  const told = new Set(samples.map(({ metric }) => metric).filter((metric) => metric.startsWith('besage_')));
  const family = (metric: string) => metric.replace(/_(bucket|sum|count)$/, '');
  const families = new Set([...asked].map(family));
  expect([...told].filter((metric) => !families.has(family(metric)))).toEqual([]);
});

/** Of each trace that came in so far, where its spans belong: parent and span, by service and name. */
function traces(): [parent: string, span: string][][] {
  const { spans } = collector;
  const nameOf = ({ service, name }: CollectedSpan): string => `${service}: ${name}`;
  const names = new Map(spans.map((span) => [span.spanId, nameOf(span)]));
  return [...new Set(spans.map(({ traceId }) => traceId))].map((trace) =>
    spans
      .filter(({ traceId }) => traceId === trace)
      .map((span): [string, string] => [names.get(span.parentSpanId ?? '') ?? 'nothing', nameOf(span)])
      .toSorted(),
  );
}

test('a trace follows one message from its frame to the last socket, and holds nothing of it', async () => {
  const { chatId, people } = await gather(api, 2);
  const [ana, ben] = [people[0]!, people[1]!];
  const [sender, receiver] = [
    await ChatSocket.open(gateway, chatId, ana.access),
    await FrameSocket.open(gateway, '/ws/'),
  ];
  receiver.send({ type: 'connect', token: ben.access });
  await expect.poll(() => receiver.heard('connected')).toHaveLength(1);
  const secret = 'only for Ben';
  sender.say(secret);
  await expect.poll(() => receiver.heard('message.created')).toHaveLength(1);

  const fromApi: [string, string][] = [
    ['besage-api: batch', 'besage-api: INSERT messages'],
    ['besage-api: publish message.created', 'besage-realtime: deliver message.created'],
    ['besage-api: send message', 'besage-api: batch'],
    ['besage-api: send message', 'besage-api: publish message.created'],
  ];
  await expect
    .poll(traces)
    .toContainEqual([
      ...fromApi,
      ['besage-realtime: command message.send', 'besage-api: send message'],
      ['besage-realtime: frame message.send', 'besage-realtime: command message.send'],
      ['nothing', 'besage-realtime: frame message.send'],
    ]);
  await post(api, ana, chatId, secret);
  await expect.poll(traces).toContainEqual([...fromApi, ['nothing', 'besage-api: send message']]);

  const sent = collector.sent.join();
  for (const hidden of [secret, ana.access, ana.username, ana.id, chatId]) expect(sent).not.toContain(hidden);
  expect(JSON.stringify(receiver.frames)).toContain(secret);
  expect(JSON.stringify(receiver.frames)).not.toContain('traceparent');
});
