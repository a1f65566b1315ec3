import { expect, test } from 'vitest';
import { ReceiptLoad } from '../src/load/receipt-load.js';
import { startSocketServer } from './support/socket-server.js';

const readers = ['ana', 'ben', 'cem'];
const news = (userIds: string[]) => JSON.stringify({ type: 'chat.event', event: 'mensajes_leidos', user_ids: userIds });

/** Everybody reads. What the server tells is up to the test, which gets how many have read. */
async function readOn(tell: (read: number) => string[]): Promise<ReceiptLoad> {
  let read = 0;
  const url = await startSocketServer((reader, all) => {
    reader.on('message', (data: Buffer) => {
      if (!data.includes('read_messages')) return;
      read += 1;
      for (const frame of tell(read)) for (const socket of all) socket.send(frame);
    });
  });
  const plan = { kind: 'receipts' as const, readers: readers.map((userId) => ({ userId, url })), withinMs: 30 };
  const load = await ReceiptLoad.open(plan);
  load.start();
  return load;
}

test('everybody knows of everybody: named one by one or together, again or by strangers, each counts once', async () => {
  const told = [[news(['ana'])], [news(['ana', 'zoe'])], ['{"event":"typing"}', news(readers)]];
  const load = await readOn((read) => told[read - 1] ?? []);
  await expect.poll(() => load.report().frames).toBe(4 * readers.length);
  expect(load.report()).toMatchObject({ sends: 3, deliveries: 9, expected: 9 });
  expect(load.report().latencies.reduce((sum, count) => sum + count, 0)).toBe(9);
});

test('whoever is not named is missed', async () => {
  const load = await readOn((read) => (read === 3 ? [news(['ana', 'cem'])] : []));
  await expect.poll(() => load.report().frames).toBe(readers.length);
  expect(load.report()).toMatchObject({ deliveries: 6, expected: 9 });
});
