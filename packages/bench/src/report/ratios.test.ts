import { expect, test } from 'vitest';
import { ratiosTo, ratioTable } from './ratios.js';

const besage = {
  sends_per_s: 300,
  p50_ms: 1,
  p99_ms: 4,
  api_us_per_send: 40,
  gateway_us_per_send: 60,
  gateway_us_per_delivery: 6,
  postgres_us_per_send: 50,
  redis_us_per_send: 10,
};
const socketIo = {
  ...besage,
  sends_per_s: 200,
  server_us_per_send: 125,
  server_us_per_delivery: 8,
  redis_us_per_send: 25,
};
const rawWs = { sends_per_s: 1_000, p50_ms: 0.5, p99_ms: 1, server_us_per_send: 20, server_us_per_delivery: 5 };
const result = (subject: string, figures: Record<string, number>) => ({
  run: 'pairs',
  subject,
  title: '100 chats of two',
  settings: {},
  figures,
  spread: {},
  lost: 0,
  repeated: 0,
});

test('what api and gateway do together is held against the one server of a peer', () => {
  expect(ratiosTo(besage, socketIo)).toEqual({
    sends_per_s: 1.5,
    p50_ms: 1,
    p99_ms: 1,
    us_per_delivery: 0.75,
    us_per_send: 0.8,
    postgres_us_per_send: 1,
    redis_us_per_send: 0.4,
  });
});

test('what a peer does not use is no ratio', () => {
  expect(ratiosTo(besage, rawWs)).toEqual({
    sends_per_s: 0.3,
    p50_ms: 2,
    p99_ms: 4,
    us_per_delivery: 1.2,
    us_per_send: 5,
  });
});

test('the peers stand side by side, a dash for what is no ratio', () => {
  const table = ratioTable([result('besage', besage), result('raw-ws', rawWs), result('socket.io', socketIo)]);
  expect(table).toMatch(/besage : +raw-ws +socket\.io\n {2}sends\/s +0\.30 +1\.50\n/);
  expect(table).toMatch(/CPU per send, Redis +– +0\.40$/);
});

test('ratios are compared with earlier ones: fewer sends than before beside the peer are worse', () => {
  const before = [result('besage', besage), result('raw-ws', rawWs)];
  const now = [result('besage', { ...besage, sends_per_s: 150 }), result('raw-ws', rawWs)];
  expect(ratioTable(now, before)).toContain('0.15 (×0.50 !)');
});

test('what the rounds of either side differed by is no change of their ratio', () => {
  const before = [result('besage', besage), { ...result('raw-ws', rawWs), spread: { sends_per_s: 1.5 } }];
  const now = [result('besage', { ...besage, sends_per_s: 150 }), result('raw-ws', rawWs)];
  expect(ratioTable(now, before)).toContain('0.15 (×0.50)');
});

test('without peers there is nothing to compare', () => {
  expect(ratioTable([result('besage', besage)])).toBeUndefined();
});
