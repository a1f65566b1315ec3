import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ben, cleo, dan, me } from '../test/support/a-client.js';
import { ModelChat } from '../test/support/model-chat.js';
import { ModelServer } from '../test/support/model-server.js';
import { Besage, type ChatState, type StoredMessage } from './index.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const others = [ben, cleo, dan];
const reactions = ['like', 'love', null] as const;

/** What may happen, to anybody and to the network; numbers pick a chat, a person, a message. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), chat: fc.nat(1), who: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sendMine' as const), chat: fc.nat(1) }) },
  fc.record({
    do: fc.constantFrom('edit' as const, 'delete' as const, 'react' as const, 'reactMine' as const, 'receipt' as const),
    chat: fc.nat(1),
    who: fc.nat(3),
    pick: fc.nat(20),
  }),
  fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), chat: fc.nat(1), who: fc.nat(3) }),
  fc.record({
    do: fc.constantFrom('rename' as const, 'archive' as const, 'markRead' as const, 'loadOlder' as const),
    chat: fc.nat(1),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      count: fc.nat(4),
      fault: fc.constantFrom(undefined, undefined, 'twice' as const, 'lost' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('serve' as const), count: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(3_000) }) },
  fc.record({ do: fc.constant('cut' as const), code: fc.constantFrom(1006, 1012, 4408, 4401) }),
  fc.record({ do: fc.constant('trim' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function aClient(server: ModelServer): Promise<Besage> {
  const client = new Besage({ url: 'http://server', WebSocket: server.WebSocket, fetch: server.fetch });
  await client.login({ username: 'me', password: '' });
  void client.connect();
  return client;
}

/** Does a step. */
class Play {
  readonly server: ModelServer;
  readonly client: Besage;
  readonly written: string[] = [];
  /** By chat, what was told, and whether some of it may be left out. */
  readonly told = new Map<string, number[]>();
  readonly interrupted = new Set<string>();

  constructor(server: ModelServer, client: Besage) {
    this.server = server;
    this.client = client;
    const note = ({ chat_id, seq }: { chat_id: string; seq: number }) =>
      this.told.set(chat_id, [...(this.told.get(chat_id) ?? []), seq]);
    const names = ['message', 'message_edited', 'message_deleted', 'reaction_changed', 'chat_updated'] as const;
    const rosters = ['participant_added', 'participant_removed', 'chat_created'] as const;
    for (const name of [...names, ...rosters]) client.on(name, note);
    client.on('reset', ({ chat_id }) => this.interrupted.add(chat_id));
  }

  async do(now: Step): Promise<void> {
    const { server } = this;
    const chat = server.chats['chat' in now ? now.chat : 0]!;
    const door = this.client.chat(chat.id);
    switch (now.do) {
      case 'send':
        if (chat.has(others[now.who]!.id))
          server.change(chat, () => chat.send(others[now.who]!, String(Math.random()), 'hi'));
        return;
      case 'sendMine':
        this.written.push(door.send(`mine ${String(this.written.length)}`).client_id);
        return;
      case 'rename':
        return void server.change(chat, () => chat.rename(`name ${String(chat.lastSeq)}`));
      case 'archive':
        return void server.change(chat, () => chat.setActive(!chat.active));
      case 'markRead':
        return door.markRead();
      case 'loadOlder':
        return void door.loadOlder().catch(() => undefined);
      case 'join':
      case 'leave':
        return this.move(now.do, chat, now.who);
      case 'deliver':
        return server.socket?.deliver(now.count, now.fault);
      case 'serve':
        return server.socket?.serve(now.count);
      case 'wait':
        await vi.advanceTimersByTimeAsync(now.ms);
        return;
      case 'cut':
        return server.socket?.end(now.code);
      case 'trim':
        server.oldestReplay = Math.max(...server.chats.map(({ lastSeq }) => lastSeq));
        return;
      default:
        return this.touch(now, chat);
    }
  }

  private move(act: 'join' | 'leave', chat: ModelChat, who: number): void {
    const user = [...others, me][who]!;
    if (user === me) this.interrupted.add(chat.id);
    this.server.change(chat, () => (act === 'join' ? chat.add(user) : chat.remove(user.id)));
  }

  private touch({ do: act, who, pick }: Extract<Step, { pick: number }>, chat: ModelChat): void {
    const message = chat.messages[pick % Math.max(1, chat.messages.length)];
    const user = [...others, me][who]!;
    if (act === 'receipt') return this.server.receipt(chat, user.id, pick * 2, pick);
    if (!message) return;
    if (act === 'reactMine') {
      this.client
        .chat(chat.id)
        .react(message.id, reactions[pick % 3]!)
        .catch(() => undefined);
      return;
    }
    this.server.change(chat, () => {
      if (act === 'edit') chat.edit(message.id, `edited ${String(pick)}`);
      else if (act === 'delete') chat.delete(message.id);
      else if (chat.has(user.id)) chat.react(message.id, user, reactions[pick % 3]!);
    });
  }
}

/** What a person sees of a chat: not how far the client has it, nor whose receipts it happens to know. */
const visible = ({ history: _h, receipts: _r, deleted_ahead: _d, facts_seq: _f, ...chat }: ChatState) => chat;

test('over live events, gaps, duplicates, reconnects, replays and resets, a client has what a fresh one fetches', async () => {
  const scenario = fc.record({
    steps: fc.array(step, { maxLength: 120, size: 'max' }),
    ackFirst: fc.boolean(),
    flows: fc.boolean(),
    restDelay: fc.constantFrom(0, 300),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ steps, ...network }) => {
      const chats = [new ModelChat('one', [me, ben, cleo]), new ModelChat('two', [ben, me])];
      const server = new ModelServer(me, chats);
      const client = await aClient(server);
      await vi.advanceTimersByTimeAsync(1);
      Object.assign(server, network);
      const play = new Play(server, client);
      for (const each of steps) {
        await play.do(each);
        await vi.advanceTimersByTimeAsync(0);
      }

      // What was lost on the last line is told on the next.
      Object.assign(server, { flows: true, restDelay: 0 });
      server.socket?.end(1006);
      await vi.advanceTimersByTimeAsync(60_000);
      const fresh = await aClient(new ModelServer(me, chats));
      await vi.advanceTimersByTimeAsync(1);
      expectSameAsFresh(client, fresh);
      await expectHistories(client, chats);
      expectSends(play, chats);
      expectTold(play);
      client.disconnect();
      fresh.disconnect();
    }),
    { numRuns: 200 },
  );
}, 60_000);

function expectSameAsFresh(client: Besage, fresh: Besage): void {
  const [state, wanted] = [client.getSnapshot(), fresh.getSnapshot()];
  expect(state.connection).toBe('online');
  const active = state.chats.filter((chat) => chat.active);
  expect(active.map(visible)).toStrictEqual(wanted.chats.map(visible));
  expect(state.chat_count).toBe(wanted.chat_count);
}

/** What is loaded is the end of the history, whole, as it is now. */
async function expectHistories(client: Besage, chats: ModelChat[]): Promise<void> {
  for (const chat of chats.filter((each) => each.has(me.id))) {
    const history = client.chat(chat.id).state?.history;
    if (!history) continue;
    const all = chat.messages.map((message) => chat.present(message)).map(seen);
    if (history.loaded) expect(history.messages).toStrictEqual(all.slice(-history.messages.length || all.length));
    await client.chat(chat.id).loadOlder();
    expect(client.chat(chat.id).messages.filter(({ seq }) => seq !== null)).toStrictEqual(all);
  }
}

const seen = ({ statuses, ...message }: ReturnType<ModelChat['present']>): StoredMessage => {
  return { ...message, statuses: statuses.map(({ receiver, status }) => ({ receiver, status })) };
};

/** Each message of mine is stored once, in the order in which I wrote them, or was refused. */
function expectSends({ client, written }: Play, chats: ModelChat[]): void {
  const outgoing = client.getSnapshot().outgoing;
  expect(outgoing.filter(({ status }) => status !== 'failed')).toEqual([]);
  const refused = new Set(outgoing.map(({ client_id }) => client_id));
  const stored = chats.flatMap(({ messages }) => messages.filter(({ sender }) => sender.id === 'me'));
  expect(stored.map(({ client_id }) => client_id).sort()).toEqual(written.filter((id) => !refused.has(id)).sort());
  for (const chat of chats) {
    const mine = chat.messages.filter(({ sender }) => sender.id === 'me').map(({ client_id }) => client_id);
    expect(mine).toEqual(written.filter((id) => mine.includes(id)));
  }
}

/** Each entry was told once, in order, and none left out. */
function expectTold({ told, interrupted }: Play): void {
  for (const [chat, seqs] of told) {
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    if (!interrupted.has(chat)) expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i));
  }
}
