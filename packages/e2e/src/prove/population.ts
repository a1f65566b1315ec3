import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Address } from '../address.js';
import type { ChatRef, Client, Doors } from './clients/client.js';
import { ask, type RestRequest } from './clients/rest.js';
import { RestClient } from './clients/rest-client.js';
import { V1Client } from './clients/v1-client.js';
import { V2Client } from './clients/v2-client.js';
import type { ClientKind, History } from './history/history.js';
import type { Random } from './random.js';

/** How the people speak, in turn. */
const MIX: readonly ClientKind[] = ['v1', 'v2', 'v1', 'v2', 'rest'];
const clientOf = { v1: V1Client, v2: V2Client, rest: RestClient };
/** Chats that one is in at most. */
const CHATS = 3;
/** As many as an api hashes passwords for without letting any of them wait long. */
const AT_ONCE = 4;

const registered = Compile(Type.Object({ user: Type.Object({ id: Type.String() }), access: Type.String() }));
const created = Compile(Type.Object({ id: Type.String() }));

interface Person {
  id: string;
  access: string;
  /** By their numbers. */
  chats: number[];
}

export interface PopulationOptions {
  chats: number;
  clients: number;
  doors: Doors;
  history: History;
  random: Random;
}

export interface Population {
  clients: Client[];
  /** By their numbers. */
  chatIds: string[];
}

/**
 * Makes people and puts each into some chats; at least two are in every chat.
 *
 * @throws Error with the answer that was not the one expected
 */
export async function populate({ chats, clients, doors, history, random }: PopulationOptions): Promise<Population> {
  const [api] = doors.apis;
  if (!api) throw new RangeError('There is no api.');
  const people = await registerAll(api, clients, (i) => chatsOf(random, i, chats, clients));
  const chatIds: string[] = [];
  for (let chat = 0; chat < chats; chat++) {
    const members = people.filter((person) => person.chats.includes(chat));
    chatIds.push(await createChat(api, members, `Chat ${chat}`));
  }
  return {
    chatIds,
    clients: people.map((person, i) => {
      const kind = MIX[i % MIX.length] ?? 'rest';
      const record = history.addClient(kind, person.id, person.chats);
      const refs = person.chats.map((chat): ChatRef => ({ chat, id: chatIds[chat] ?? '' }));
      return new clientOf[kind]({ record, token: person.access, chats: refs, doors, random: random.fork() });
    }),
  };
}

/** The first chat makes sure that nobody is alone: it is dealt out in turn, and again from the other end. */
function chatsOf(random: Random, person: number, chats: number, people: number): number[] {
  const dealt = [person % chats, (people - 1 - person) % chats];
  const more = random.shuffled(Array.from({ length: chats }, (_, chat) => chat));
  return [...new Set([...dealt, ...more])].slice(0, Math.max(new Set(dealt).size, 1 + random.below(CHATS)));
}

async function registerAll(api: Address, count: number, chats: (i: number) => number[]): Promise<Person[]> {
  const wanted = Array.from({ length: count }, (_, i) => ({ username: `person-${i}`, chats: chats(i) }));
  const people: Person[] = [];
  for (let i = 0; i < count; i += AT_ONCE) {
    people.push(...(await Promise.all(wanted.slice(i, i + AT_ONCE).map((person) => register(api, person)))));
  }
  return people;
}

async function register(api: Address, { username, chats }: { username: string; chats: number[] }): Promise<Person> {
  const body = { username, email: `${username}@example.com`, password: 'correct horse battery staple' };
  const { user, access } = await expectAnswer(api, registered, { method: 'POST', path: '/api/auth/register/', body });
  return { id: user.id, access, chats };
}

async function createChat(api: Address, members: Person[], name: string): Promise<string> {
  const body = { name, participants_ids: members.map(({ id }) => id) };
  const token = members[0]?.access ?? '';
  return (await expectAnswer(api, created, { method: 'POST', path: '/api/chats/', token, body })).id;
}

interface Validator<T> {
  Check(value: unknown): value is T;
}

async function expectAnswer<T>(api: Address, expected: Validator<T>, request: RestRequest): Promise<T> {
  const answer = await ask(api, request);
  if (!answer || !expected.Check(answer.body)) throw new Error(`${request.path} answered ${JSON.stringify(answer)}`);
  return answer.body;
}
