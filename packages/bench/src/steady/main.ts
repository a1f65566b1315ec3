import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startStack } from '@besage/stack';
import { eachOf } from '../each-of.js';
import { residentBytes } from '../measure/process-memory.js';
import { createChat, register } from './rest.js';
import { Person } from './person.js';

/**
 * A steady load for a long time, and what memory each process holds meanwhile: `pnpm bench:steady --minutes 60`. People
 * in small chats send at random, read, go and come back; a row is printed every half minute.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    chats: { type: 'string', default: '30' },
    rate: { type: 'string', default: '50' },
  },
});
const [minutes, chatCount, rate] = [values.minutes, values.chats, values.rate].map(Number) as [number, number, number];
const PEOPLE = 4;
const ROW_EVERY = 30_000;
const MB = 1_024 * 1_024;

const stack = await startStack({ env: { FRAME_RATE: '0', ACCESS_TOKEN_TTL: '86400' } });
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
const counts = { sends: 0, deliveries: 0, returns: 0 };

async function makePeople(): Promise<Person[]> {
  const [api] = stack.apis;
  const [gateway] = stack.gateways;
  if (!api || !gateway) throw new Error('Nothing runs.');
  const numbers = Array.from({ length: chatCount * PEOPLE }, (_, i) => i);
  const accounts = await eachOf(numbers, 4, (i) => register(api.url, `person-${i}`));
  const groups = Array.from({ length: chatCount }, (_, i) => accounts.slice(i * PEOPLE, (i + 1) * PEOPLE));
  const chats = await eachOf(groups, 4, async (group, i) => {
    const { id } = await createChat(api.url, group, `Chat ${i}`);
    return group.map(({ token }, k) => {
      const protocol = k % 2 === 0 ? ('v1' as const) : ('v2' as const);
      const onMessage = () => void (counts.deliveries += 1);
      return new Person({ gateway: gateway.url.replace('http', 'ws'), token, chatId: id, protocol, onMessage });
    });
  });
  return chats.flat();
}

const anyOf = (people: Person[]): Person | undefined => people[Math.floor(Math.random() * people.length)];

function beBusy(people: Person[]): NodeJS.Timeout[] {
  for (const person of people) person.open();
  const anyOpen = () => anyOf(people.filter(({ isOpen }) => isOpen));
  const send = () => {
    const person = anyOpen();
    if (!person) return;
    person.send('hello there, how are you doing today?');
    counts.sends += 1;
  };
  const comeBack = () => {
    const person = anyOf(people);
    if (!person) return;
    if (person.isOpen) person.close();
    else person.open();
    counts.returns += 1;
  };
  return [setInterval(send, 1_000 / rate), setInterval(comeBack, 500), setInterval(() => anyOpen()?.read(), 200)];
}

function row(startedAt: number): number[] {
  const pids = [stack.apis, stack.gateways, [stack.redis], [stack.postgres]].map((all) => all.map(({ pid }) => pid));
  const memory = pids.map((of) => of.reduce((sum, pid) => sum + residentBytes(pid), 0) / MB);
  return [(performance.now() - startedAt) / 60_000, ...memory, counts.sends, counts.deliveries, counts.returns];
}

const names = ['minutes', 'api MB', 'gateway MB', 'redis MB', 'postgres MB', 'sends', 'deliveries', 'came and went'];
const timers: NodeJS.Timeout[] = [];
try {
  timers.push(...beBusy(await makePeople()));
  console.log(names.join('\t'));
  const startedAt = performance.now();
  while (performance.now() - startedAt < minutes * 60_000 && !stopped.signal.aborted) {
    await pause(ROW_EVERY, undefined, { signal: stopped.signal }).catch(() => undefined);
    console.log(
      row(startedAt)
        .map((value) => value.toFixed(1))
        .join('\t'),
    );
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const timer of timers) clearInterval(timer);
  await stack.stop();
  process.exit();
}
