import { changedChats, loadSnapshots, readLog } from '@besage/db';
import { createTestDatabase, recordPlans, type Plan } from '@besage/stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fillDatabase, large } from './support/large-database.js';
import { aPerson, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const database = await createTestDatabase();
const plans = await recordPlans(database.url);
const api = await startTestApi({ DATABASE_URL: database.url });
const { db, mediaUrl } = api.ctx;
afterAll(async () => {
  await api.close();
  await database.drop();
});

let ana: Person;
beforeAll(async () => {
  ana = await aPerson(api, 'ana');
  await fillDatabase(db, ana.id);
}, 60_000);
beforeEach(async () => {
  await readUpTo(29_996);
  plans.length = 0;
});

/** More than PostgreSQL makes plans for single values, so that those for any value are among them. */
const TIMES = 12;

/** Asks as often as it takes. Gives the plans of all statements that this took. */
async function plansOf(ask: (time: number) => Promise<unknown>): Promise<Plan[]> {
  for (let time = 0; time < TIMES; time += 1) await ask(time);
  return plans;
}

const history = `/chats/${large.chat}/messages/`;
const lastCursor = '9999999999999_ffffffff-ffff-7fff-bfff-ffffffffffff';
const participants_ids = [large.person];

/** Moves the pointer of what Ana has read of the 30,000 messages of the large chat, back too. */
function readUpTo(readSeq: number) {
  const where = { chatId_userId: { chatId: large.chat, userId: ana.id } };
  return db.participant.update({ where, data: { readSeq } });
}

test.each<[string, number, (time: number) => Promise<unknown>]>([
  ['20 of 22 chats', 250, () => ana.get('/chats/?limit=20')],
  ['chats from a cursor on', 250, () => ana.get(`/chats/?limit=20&cursor=${lastCursor}`)],
  ['chats by a search', 6_000, () => ana.get('/chats/?limit=20&search=9')],
  ['chats by a search that finds nothing', 1_000, () => ana.get('/chats/?limit=20&search=zzzz')],
  ['a chat of which nothing was read', 700, () => readUpTo(1).then(() => ana.get(`/chats/${large.chat}/`))],
  ['that chat, read at once', 3_500, () => readUpTo(1).then(() => ana.put(`/messages/read/${large.chat}/`))],
  ['one chat', 150, () => ana.get(`/chats/${large.chat}/`)],
  ['the newest messages, marked as delivered', 1_300, () => ana.get(history)],
  ['messages a thousand pages back', 1_300, () => ana.get(`${history}?page=1000`)],
  ['a hundred messages of a crowd', 6_000, () => ana.get(`/chats/${large.crowd}/messages/?page_size=100`)],
  ['messages before a place', 150, () => ana.get(`${history}?before=15000`)],
  ['messages around a place', 150, () => ana.get(`${history}?around=15000`)],
  ['messages of all my chats', 6_000, () => ana.get('/messages/')],
  ['a chat that is read', 1_500, () => ana.put(`/messages/read/${large.chat}/`)],
  ['people', 110, () => ana.get('/users/?limit=100')],
  ['people by a search', 1_500, () => ana.get('/users/?search=1234')],
  ['participants', 130, () => ana.get(`/chats/${large.chat}/participants/`)],
  ['participants of a crowd by a search', 10_000, () => ana.get(`/chats/${large.crowd}/participants/?search=9`)],
  ['a send', 150, () => ana.post(history, { content: 'hi' })],
  ['a send again', 150, () => ana.post(history, { content: 'hi', client_id: 'again' })],
  ['a send to a chat of others', 50, () => ana.post(`/chats/${large.otherChat}/messages/`, { content: 'hi' })],
  ['a direct chat, found again', 50, () => ana.post('/chats/', { participants_ids })],
  ['a new group', 50, (time) => ana.post('/chats/', { name: `group ${time}`, participants_ids })],
  ['which chats changed lately', 25_000, (time) => changedChats(db, time === 0 ? undefined : new Date())],
  [
    'what somebody gets who connects, a crowd among their chats',
    6_000,
    () => loadSnapshots(db, [ana.id], 100, mediaUrl),
  ],
  ['a page of the log', 600, () => readLog(db, large.chat, 25_000, 100, mediaUrl)],
])('%s: found by indexes, in at most %i rows a statement', async (_what, rows, ask) => {
  const taken = await plansOf(ask);

  expect(taken.length).toBeGreaterThanOrEqual(TIMES);
  for (const plan of taken) {
    expect(plan.seqScans, plan.statement).toEqual([]);
    expect(plan.rowsRead, plan.statement).toBeLessThanOrEqual(rows);
  }
});
