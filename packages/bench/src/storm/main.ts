import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createDb, type Db } from '@besage/db';
import { startStack } from '@besage/stack';
import { eachOf } from '../each-of.js';
import { residentBytes } from '../measure/process-memory.js';
import { makeCrowd } from './crowd.js';
import { ReturningClient } from './returning-client.js';

/**
 * The lines of all clients break at once, and they come back with what they missed: `pnpm bench:storm --clients 5000`. It
 * prints how long it takes until everybody is connected and has the last entry of each of their chats, and what memory
 * the gateways hold before, between and after.
 */
const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '5000' },
    gateways: { type: 'string', default: '2' },
    storms: { type: 'string', default: '3' },
  },
});
const [people, realtimes, storms] = [values.clients, values.gateways, values.storms].map(Number) as [
  number,
  number,
  number,
];
const MB = 1_024 * 1_024;
/** Messages that are sent while everybody is away. */
const MISSED = 1_000;
const PATIENCE = 120_000;

const secretKey = randomBytes(32).toString('hex');
const stack = await startStack({ realtimes, env: { SECRET_KEY: secretKey, FRAME_RATE: '0' } });
const db = createDb({ url: stack.postgres.url, name: 'besage-storm' });

const memory = () => stack.gateways.reduce((sum, { pid }) => sum + residentBytes(pid), 0) / MB;
const say = (line: string) => console.log(line);

/** Waits until everybody is there and has all there is. @returns milliseconds */
async function untilLevel(clients: ReturningClient[], since: number): Promise<number> {
  for (;;) {
    if (clients.every(({ isConnected }) => isConnected) && (await areLevel(db, clients)))
      return performance.now() - since;
    if (performance.now() - since > PATIENCE) throw new Error('Not everybody came back.');
    await pause(50);
  }
}

async function areLevel(database: Db, clients: ReturningClient[]): Promise<boolean> {
  const chats = await database.chat.findMany({ select: { id: true, lastSeq: true } });
  const lastSeqs = new Map(chats.map(({ id, lastSeq }) => [id, lastSeq]));
  return clients.every(({ positions, account }) =>
    account.chatIds.every((chatId) => positions.get(chatId) === lastSeqs.get(chatId)),
  );
}

/** Somebody sends over REST to chats all over the crowd. */
async function sendMissed(clients: ReturningClient[]): Promise<void> {
  const [api] = stack.apis;
  await eachOf(clients.slice(0, MISSED), 64, async ({ account: { token, chatIds } }) => {
    const response = await fetch(`${api?.url ?? ''}/api/chats/${chatIds[0] ?? ''}/messages/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ content: 'while you were away' }),
    });
    if (!response.ok) throw new Error(`A send was refused: ${response.status}`);
  });
}

try {
  const crowd = await makeCrowd({ db, secretKey, people, chatSize: 10, chatsEach: 3 });
  const gateways = stack.gateways.map(({ url }) => url.replace('http', 'ws'));
  const clients = crowd.map((account) => new ReturningClient(gateways, account));
  say(`gateways without clients: ${memory().toFixed(0)} MB`);

  let started = performance.now();
  for (const client of clients) client.open();
  say(`${people} clients connect: ${((await untilLevel(clients, started)) / 1_000).toFixed(1)} s`);
  await pause(5_000);
  say(`gateways with clients: ${memory().toFixed(0)} MB`);

  for (let storm = 1; storm <= storms; storm += 1) {
    for (const client of clients) client.cut();
    started = performance.now();
    await sendMissed(clients);
    const level = await untilLevel(clients, started);
    await pause(5_000);
    const [repeated, skipped] = (['repeated', 'skipped'] as const).map((name) =>
      clients.reduce((sum, client) => sum + client[name], 0),
    );
    if (repeated || skipped) process.exitCode = 1;
    say(
      `storm ${storm}: all back and level after ${(level / 1_000).toFixed(1)} s, ` +
        `repeated ${repeated ?? 0}, skipped ${skipped ?? 0}, gateways ${memory().toFixed(0)} MB`,
    );
  }

  for (const client of clients) client.leave();
  await pause(15_000);
  say(`gateways after everybody left: ${memory().toFixed(0)} MB`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await db.$disconnect();
  await stack.stop();
  process.exit();
}
