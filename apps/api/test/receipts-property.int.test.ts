import { messageStatuses, type Chat, type Message, type MessageStatus, type ReceiptKind } from '@besage/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteMessage } from '../src/operations/messages/delete-message.js';
import { editMessage } from '../src/operations/messages/edit-message.js';
import { sendMessage } from '../src/operations/messages/send-message.js';
import { addParticipants } from '../src/operations/participants/add-participants.js';
import { removeParticipants } from '../src/operations/participants/remove-participants.js';
import { advanceReceipt } from '../src/operations/receipts/advance-receipt.js';
import { viewChat } from '../src/operations/chats/view-chat.js';
import { aChat } from './support/chat.js';
import { people, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());
const { ctx } = api;

/** Those who act; the first of them owns the chat and stays. The others of a large chat are only there. */
let actors: Person[];
let silent: Person[];
beforeAll(async () => {
  actors = await people(api, 4);
  silent = await people(api, 98);
});

/** What one person has reached, and what one said: counted by hand, beside the database. */
interface Member {
  joined: number;
  delivered: number;
  read: number;
}
interface Said {
  id: string;
  seq: number;
  sender: number;
  deleted: boolean;
}

function reachedOf({ delivered, read }: Member, seq: number): MessageStatus {
  return read >= seq ? 'read' : delivered >= seq ? 'delivered' : 'sent';
}

/** A chat, and what it must be. People are named by their place among `everybody`. */
class Story {
  readonly chatId: string;
  readonly everybody: Person[];
  readonly members = new Map<number, Member>();
  readonly said: Said[] = [];
  /** Those who left, in this order. */
  readonly gone: (Member & { index: number; left: number })[] = [];
  lastSeq = 1;

  constructor(chatId: string, everybody: Person[]) {
    this.chatId = chatId;
    this.everybody = everybody;
    everybody.forEach((_, index) => this.members.set(index, { joined: 1, delivered: 1, read: 1 }));
  }

  actor(index: number) {
    const { id: userId, username } = this.everybody[index]!;
    return { userId, username, isStaff: false, sessionId: '' };
  }

  /** What a message must say about its receivers. */
  statusesOf({ seq, sender }: Said): Record<string, MessageStatus> {
    const receivers = [...this.members].filter(([index, { joined }]) => index !== sender && joined < seq);
    return Object.fromEntries(receivers.map(([index, member]) => [this.everybody[index]!.id, reachedOf(member, seq)]));
  }

  /** What all receivers have reached; where none is left, what the last of them had, who left. */
  statusOf(said: Said): MessageStatus {
    const reached = Object.values(this.statusesOf(said));
    if (reached.length > 0) return messageStatuses.find((status) => reached.includes(status)) ?? 'sent';
    const { seq, sender } = said;
    const receivers = this.gone.filter(({ index, joined, left }) => index !== sender && joined < seq && seq < left);
    const last = receivers.filter(({ left }) => left === receivers.at(-1)?.left).map((one) => reachedOf(one, seq));
    return messageStatuses.find((status) => last.includes(status)) ?? 'sent';
  }

  unreadOf(index: number): number {
    const { read } = this.members.get(index)!;
    return this.said.filter(({ seq, sender, deleted }) => seq > read && sender !== index && !deleted).length;
  }
}

type Step = (story: Story) => Promise<void>;

/** What can happen, and what it must come to. What cannot happen just then is left out. */
const steps = {
  send:
    (who: number): Step =>
    async (story) => {
      if (!story.members.has(who)) return;
      const { message } = await sendMessage(ctx, story.actor(who), { chatId: story.chatId, content: 'hello' });
      story.lastSeq += 1;
      story.said.push({ id: message.id, seq: message.seq, sender: who, deleted: false });
      expect(message.seq).toBe(story.lastSeq);
    },

  receipt:
    (who: number, kind: ReceiptKind, seq: number | undefined): Step =>
    async (story) => {
      await advanceReceipt(ctx, story.actor(who), { chatId: story.chatId, kind, seq });
      const member = story.members.get(who);
      if (!member) return;
      const reached = Math.min(seq ?? Infinity, story.lastSeq);
      member.delivered = Math.max(member.delivered, reached);
      if (kind === 'read') member.read = Math.max(member.read, reached);
    },

  list:
    (who: number): Step =>
    async (story) => {
      if (!story.members.has(who)) return;
      await story.everybody[who]!.get(`/chats/${story.chatId}/messages/?page_size=2`);
      const newest = story.said.at(-1)?.seq ?? 0;
      const member = story.members.get(who)!;
      member.delivered = Math.max(member.delivered, newest);
    },

  edit:
    (nth: number): Step =>
    async (story) => {
      const said = story.said[nth % (story.said.length || 1)];
      if (!said || said.deleted || !story.members.has(said.sender)) return;
      await editMessage(ctx, story.actor(said.sender), said.id, `words ${story.lastSeq}`);
      story.lastSeq += 1;
    },

  remove:
    (nth: number): Step =>
    async (story) => {
      const said = story.said[nth % (story.said.length || 1)];
      if (!said || said.deleted) return;
      await deleteMessage(ctx, story.actor(0), said.id);
      said.deleted = true;
      story.lastSeq += 1;
    },

  join:
    (who: number): Step =>
    async (story) => {
      await addParticipants(ctx, story.actor(0), story.chatId, [story.everybody[who]!.id]);
      if (story.members.has(who)) return;
      story.lastSeq += 1;
      story.members.set(who, { joined: story.lastSeq, delivered: story.lastSeq, read: story.lastSeq });
    },

  showOut:
    (who: number): Step =>
    async (story) => {
      if (who !== 0) await showOut(story, [who]);
    },

  /** The owner alone stays. */
  showAllOut: (): Step => (story) =>
    showOut(
      story,
      [...story.members.keys()].filter((index) => index !== 0),
    ),
};

async function showOut(story: Story, people: number[]): Promise<void> {
  const ids = people.map((index) => story.everybody[index]!.id);
  await removeParticipants(ctx, story.actor(0), story.chatId, ids);
  const gone = people.filter((index) => story.members.has(index));
  if (gone.length === 0) return;
  story.lastSeq += 1;
  for (const index of gone) {
    story.gone.push({ ...story.members.get(index)!, index, left: story.lastSeq });
    story.members.delete(index);
  }
}

const who = fc.nat(3);
const seq = fc.option(fc.nat(40), { nil: undefined });
const said = fc.nat(20);
const kind = fc.constantFrom<ReceiptKind>('delivered', 'read');
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ step: fc.constant('send' as const), who }) },
  { weight: 5, arbitrary: fc.record({ step: fc.constant('receipt' as const), who, kind, seq }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('list' as const), who }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('edit' as const), said }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('remove' as const), said }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('join' as const), who }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('showOut' as const), who }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('showAllOut' as const) }) },
);
type AnyStep = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

function stepOf(any: AnyStep): Step {
  switch (any.step) {
    case 'receipt':
      return steps.receipt(any.who, any.kind, any.seq);
    case 'edit':
    case 'remove':
      return steps[any.step](any.said);
    case 'showAllOut':
      return steps.showAllOut();
    default:
      return steps[any.step](any.who);
  }
}

/** Every pointer, by person. */
async function pointers({ chatId }: Story): Promise<Map<string, { deliveredSeq: number; readSeq: number }>> {
  const rows = await ctx.db.participant.findMany({ where: { chatId } });
  return new Map(rows.map(({ id, deliveredSeq, readSeq }) => [id, { deliveredSeq, readSeq }]));
}

/** Tells a story and compares: pointers after every step, all that clients see at the end. */
async function tell(told: AnyStep[], everybody: Person[]): Promise<void> {
  const story = new Story(await aChat(api, everybody as [Person, ...Person[]], 'Room'), everybody);
  let before = await pointers(story);
  const furthest = new Map<string, number>();
  for (const any of told) {
    await stepOf(any)(story);
    const after = await pointers(story);
    for (const [id, { deliveredSeq, readSeq }] of after) {
      const was = before.get(id) ?? { deliveredSeq: 0, readSeq: 0 };
      expect(deliveredSeq).toBeGreaterThanOrEqual(Math.max(was.deliveredSeq, readSeq));
      expect(readSeq).toBeGreaterThanOrEqual(was.readSeq);
    }
    before = after;
    for (const said of story.said) {
      const status = messageStatuses.indexOf(story.statusOf(said));
      expect(status).toBeGreaterThanOrEqual(furthest.get(said.id) ?? 0);
      furthest.set(said.id, status);
    }
  }
  await compare(story);
}

async function compare(story: Story): Promise<void> {
  for (const index of actors.keys()) {
    if (!story.members.has(index)) continue;
    const chat: Chat = await viewChat(ctx, story.actor(index), story.chatId);
    expect(chat.unread_count).toBe(story.unreadOf(index));
    expect(chat.participant_count).toBe(story.members.size);
  }
  // The owner's look marks what it returns as delivered, but it returns what was there before.
  const page = await story.everybody[0]!.get(`/chats/${story.chatId}/messages/?page_size=100`);
  const seen = page.json<Message[]>().toReversed().map(summaryOf);
  expect(seen).toEqual(story.said.map((one) => expectedOf(story, one)));
}

interface Summary {
  id: string;
  seq: number;
  deleted: boolean;
  status: MessageStatus;
  receivers: Record<string, MessageStatus>;
  counts: Record<MessageStatus, number> | undefined;
}

function summaryOf({ id, seq, deleted, status, statuses, status_counts: counts }: Message): Summary {
  const receivers = Object.fromEntries(statuses.map(({ receiver, status: reached }) => [receiver.id, reached]));
  return { id, seq, deleted, status, receivers, counts };
}

function expectedOf(story: Story, said: Said): Summary {
  const { id, seq, deleted } = said;
  const receivers = story.statusesOf(said);
  const reached = Object.values(receivers);
  const counts = { sent: 0, delivered: 0, read: 0 };
  for (const status of reached) counts[status] += 1;
  const status = story.statusOf(said);
  const isLarge = story.members.size > 100;
  return { id, seq, deleted, status, receivers: isLarge ? {} : receivers, counts: isLarge ? counts : undefined };
}

test.each([
  ['small chat', 0, 30],
  // Around the size above which receivers are counted and not named.
  ['large chat', 98, 5],
])('in a %s pointers only go forward, and all counts equal a recount', async (_name, silentCount, numRuns) => {
  const everybody = [...actors, ...silent.slice(0, silentCount)];
  const stories = fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), (told) => tell(told, everybody));
  // A failure prints its seed.
  await expect(fc.assert(stories, { numRuns, interruptAfterTimeLimit: 8_000, endOnFailure: true })).resolves.toBe(
    undefined,
  );
});
