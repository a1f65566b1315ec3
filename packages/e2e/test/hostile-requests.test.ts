import { startStack, type Stack } from '@besage/stack';
import fc from 'fast-check';
import { createHmac, randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiDocument, type SeenResponse } from './support/api-document.js';
import { hostileRequest, type HostileActor, type HostileRequest, type KnownIds } from './support/hostile-requests.js';
import { makeStaff } from './support/make-staff.js';
import { gather, logIn, post, register, rest, type Person } from './support/person.js';
import type { Address } from '../src/address.js';
import { sendRaw } from './support/send-raw.js';

const KEY = 'the key that signs the tokens of this test';
const limitSettings = [
  'ADDRESS_REQUEST_RATE',
  'REQUEST_RATE',
  'UPLOAD_RATE',
  'LOGIN_RATE',
  'REGISTER_RATE',
  'REFRESH_RATE',
  'PASSWORD_FAILURES',
  'SEND_RATE',
  'CHAT_SEND_RATE',
];
/** How long it looks, and where it begins: a failure names its seed. */
const SECONDS = Number(process.env['BESAGE_HOSTILE_SECONDS'] ?? 5);
const SEED = Number(process.env['BESAGE_HOSTILE_SEED'] ?? randomInt(2 ** 31));
/** Requests for each operation in one round, by somebody who is no staff, and by staff. */
const [BY_GUEST, BY_STAFF] = [3, 1];
/** On a slow machine, too. */
const ROUNDS_MIN = 4;
/** Requests under way at once. */
const AT_ONCE = 6;

let stack: Stack;
let api: Address;
let document: ApiDocument;
beforeAll(async () => {
  // Everything is counted, and addresses of proxies are believed; but nobody is refused for that.
  const limits = Object.fromEntries(limitSettings.map((name) => [name, '1000000']));
  stack = await startStack({ env: { SECRET_KEY: KEY, TRUST_PROXY: 'loopback', ...limits } });
  api = stack.apis[0]!;
  document = await ApiDocument.read(api);
});
afterAll(() => stack.stop());

/** Two people in a chat, with a message of each that the other has reacted to. */
interface Home {
  chatId: string;
  people: [Person, Person];
  secret: string;
  ids: KnownIds;
}

async function makeHome(): Promise<Home> {
  const { chatId, people } = await gather(api, 2);
  const [ana, ben] = people as [Person, Person];
  const secret = `what is said in ${chatId}`;
  const ids: KnownIds = { chat: [chatId], user: [], message: [], reaction: [], session: [] };
  for (const [person, other] of [
    [ana, ben],
    [ben, ana],
  ] as const) {
    const { message } = await post(api, person, chatId, secret);
    const reacting = { token: other.access, body: { message: message.id, type: 'love' } };
    const reaction = (await rest(api, 'POST', '/api/reactions/', reacting)).body as { id: string };
    ids.user.push(person.id);
    ids.message.push(message.id);
    ids.reaction.push(reaction.id);
    ids.session.push(claimsOf(person.access).sid);
  }
  return { chatId, people: [ana, ben], secret, ids };
}

/** All that the first of two people sees of themself and of their chat. */
function look({ chatId, people: [{ id, access: token }] }: Home): Promise<unknown[]> {
  const paths = [`users/${id}`, `chats/${chatId}`, `chats/${chatId}/messages`, `chats/${chatId}/participants`];
  return Promise.all(paths.map((path) => rest(api, 'GET', `/api/${path}/`, { token })));
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string };

/** The token with other claims, signed like ours. */
function signedAnew(token: string, claims: object): string {
  const payload = Buffer.from(JSON.stringify({ ...claimsOf(token), ...claims })).toString('base64url');
  const unsigned = `${token.split('.')[0]!}.${payload}`;
  return `${unsigned}.${createHmac('sha256', KEY).update(unsigned).digest('base64url')}`;
}

/** Headers: for the most part the right one, and all kinds that let nobody in. */
function authorizations({ access, refresh }: Person): (string | undefined)[] {
  const right = Array.from({ length: 40 }, () => `Bearer ${access}`);
  const expired = signedAnew(access, { exp: 1 });
  const bearers = ['', 'nonsense', refresh, `${access}x`, expired, signedAnew(access, { sid: 'nonsense' })];
  return [...right, ...bearers.map((token) => `Bearer ${token}`), undefined, '', 'Basic YW5hOmFuYQ=='];
}

/** The ids of both; those of the second are twice as many. */
function both(a: KnownIds, b: KnownIds): KnownIds {
  const of = (kind: keyof KnownIds) => [...a[kind], ...b[kind], ...b[kind]];
  return {
    chat: of('chat'),
    user: of('user'),
    message: of('message'),
    reaction: of('reaction'),
    session: of('session'),
  };
}

/** What is answered where no operation takes a request. */
const generalRefusals = [
  'not_found',
  'method_not_allowed',
  'invalid_input',
  'invalid_json',
  'payload_too_large',
  'unsupported_media_type',
] as const;

interface Asked {
  request: HostileRequest;
  seen: SeenResponse | undefined;
}

/** Makes so many requests for every operation and sends them in any order, some at once. */
async function ask(actor: HostileActor, perOperation: number, seed: number): Promise<Asked[]> {
  const ofEach = document.operations.map((operation) =>
    fc.array(hostileRequest(operation, actor), { minLength: perOperation, maxLength: perOperation }),
  );
  const all = fc.tuple(...ofEach).chain((each) => fc.shuffledSubarray(each.flat(), { minLength: each.flat().length }));
  const waiting = fc.sample(all, { seed, numRuns: 1 }).flat().values();
  const asked: Asked[] = [];
  const askInTurn = async () => {
    for (const request of waiting) asked.push({ request, seen: await sendRaw(api, request) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askInTurn));
  return asked;
}

/** What is wrong with an answer; empty where nothing is. */
function problemOf({ request: { method, path }, seen }: Asked, secrets: string[]): string {
  if (!seen) return '';
  if (seen.status >= 500) return `${String(seen.status)}: ${seen.text}`;
  if (secrets.some((secret) => seen.text.includes(secret))) return `shows what is others': ${seen.text}`;
  // Of these there is no more to be said: they have no body, or are answered for every path.
  if (method === 'HEAD' || method === 'OPTIONS') return '';
  const [steps] = path.split('?') as [string];
  const operation = document.find(method, steps);
  const misfits = operation && document.misfits(operation, seen);
  if (misfits === '') return '';
  const isPlain = /^[\w/-]*$/.test(steps);
  if (misfits && isPlain) return misfits;
  return document.misfitsOfRefusal(seen, generalRefusals);
}

function describe({ request: { method, path, headers, body }, seen }: Asked, problem: string): string {
  const sent = `${method} ${path} ${JSON.stringify(headers)} ${body?.toString().slice(0, 500) ?? ''}`;
  return `${sent}\n→ ${String(seen?.status)}: ${problem}`;
}

/** What came of all rounds. */
interface Findings {
  requests: number;
  /** By operation. */
  statuses: Map<string, Set<number>>;
  /** One for each operation and status. */
  problems: Map<string, string>;
}

function record(findings: Findings, asked: Asked[], secrets: string[]): void {
  findings.requests += asked.length;
  for (const each of asked) {
    const { operation, method } = each.request;
    const name = `${operation.method} ${operation.path}`;
    const status = each.seen?.status ?? 0;
    if (method === operation.method) {
      findings.statuses.set(name, (findings.statuses.get(name) ?? new Set()).add(status));
    }
    const problem = problemOf(each, secrets);
    if (problem) findings.problems.set(`${name} ${String(status)}`, describe(each, problem));
  }
}

let staffCount = 0;
async function newStaff(): Promise<Person> {
  const person = await register(api, `staff-${String((staffCount += 1))}`);
  await makeStaff(stack.postgres, person);
  return person;
}

/** Rounds of people with chats of their own, since they do not survive it. The home must. */
async function besiege(home: Home): Promise<Findings> {
  const findings: Findings = { requests: 0, statuses: new Map(), problems: new Map() };
  await look(home); // which says that what is there has come
  const before = await look(home);
  const secrets = [home.secret, ...home.people.flatMap(({ email }) => email ?? [])];
  let staff = await newStaff();
  const end = Date.now() + SECONDS * 1_000;
  for (let seed = SEED; Date.now() < end || seed < SEED + 2 * ROUNDS_MIN; seed += 2) {
    const guests = await makeHome();
    // Staff may have taken another name, or password.
    staff = await logIn(api, staff).catch(newStaff);
    const guest = { authorization: authorizations(guests.people[0]), ids: both(home.ids, guests.ids) };
    record(findings, await ask(guest, BY_GUEST, seed), secrets);
    record(findings, await ask({ authorization: authorizations(staff), ids: guests.ids }, BY_STAFF, seed + 1), []);
    expect(await look(home)).toEqual(before);
  }
  return findings;
}

test(
  `hostile requests are answered as documented, and nobody else notices (seed ${String(SEED)})`,
  { timeout: (SECONDS + 120) * 1_000 },
  async ({ annotate }) => {
    const { requests, statuses, problems } = await besiege(await makeHome());

    expect([...problems.values()].join('\n\n')).toBe('');
    expect(await rest(api, 'GET', '/api/health/')).toMatchObject({ status: 200 });
    // They are hostile, and not just nonsense: of many operations some succeed.
    const isSuccess = (status: number) => status >= 200 && status < 300;
    const succeeded = [...statuses].filter(([, each]) => [...each].some(isSuccess)).map(([name]) => name);
    const failed = document.operations
      .map(({ method, path }) => `${method} ${path}`)
      .filter((name) => !succeeded.includes(name));
    await annotate(`${String(requests)} requests; none succeeded of ${failed.join(', ')}`);
    expect(succeeded.length).toBeGreaterThan(document.operations.length / 3);
  },
);
