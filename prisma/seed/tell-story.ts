import type { Prisma } from '@besage/db';
import { idAt } from './id-at.js';
import { people, type Adding, type ChatStory, type Happening, type Name, type Reacting, type Saying } from './story.js';

export type IdOf = (name: Name) => string;

/** A chat that is being told. */
interface Scene {
  tx: Prisma.TransactionClient;
  chatId: string;
  idOf: IdOf;
  /** Messages by what the story calls them. */
  messageIds: Map<string, string>;
}

/** A place in the log of the chat. */
interface Moment {
  seq: number;
  at: Date;
}

const MINUTE = 60_000;
/** Minutes from one thing to the next where the story says nothing. */
const USUAL_PAUSE = 2;

/**
 * Writes down a chat and what happened in it, as the api would have: each thing takes the next `seq` and an entry in
 * the log.
 *
 * @param now milliseconds since 1970; the story ends before
 */
export async function tellStory(
  tx: Prisma.TransactionClient,
  story: ChatStory,
  idOf: IdOf,
  now: number,
): Promise<void> {
  let moment: Moment = { seq: 1, at: new Date(now - lengthOf(story) * MINUTE) };
  const chatId = idAt(moment.at, story.name ?? story.people.join(' '));
  const scene: Scene = { tx, chatId, idOf, messageIds: new Map() };
  await createChat(scene, story, moment);
  for (const happening of story.happenings) {
    moment = { seq: moment.seq + 1, at: new Date(moment.at.getTime() + pauseBefore(happening) * MINUTE) };
    if ('says' in happening) await say(scene, happening, moment);
    else if ('reacts' in happening) await react(scene, happening, moment);
    else await add(scene, happening, moment);
  }
  await moveReceipts(scene, story, moment);
}

const pauseBefore = (happening: Happening) => ('says' in happening ? happening.after : undefined) ?? USUAL_PAUSE;

/** Minutes from the creation of the chat to now. */
function lengthOf({ happenings, endedAgo }: ChatStory): number {
  return happenings.reduce((sum, happening) => sum + pauseBefore(happening), endedAgo);
}

async function createChat(scene: Scene, story: ChatStory, moment: Moment): Promise<void> {
  const { tx, chatId, idOf } = scene;
  const { seq, at } = moment;
  const userIds = story.people.map(idOf);
  await tx.chat.create({
    data: {
      id: chatId,
      kind: story.name === undefined ? 'direct' : 'group',
      name: story.name ?? null,
      directKey: story.name === undefined ? userIds.toSorted().join(':') : null,
      lastSeq: seq,
      rosterSeq: seq,
      participantCount: userIds.length,
      activityAt: at,
      createdAt: at,
    },
  });
  await tx.participant.createMany({
    data: userIds.map((userId) => participant(chatId, userId, userId === userIds[0] ? 'owner' : 'member', moment)),
  });
  await log(scene, moment, { type: 'chat.created', actorId: idOf(story.people[0]), data: { user_ids: userIds } });
}

async function say(scene: Scene, saying: Saying, moment: Moment): Promise<void> {
  const { tx, chatId, idOf, messageIds } = scene;
  const { seq, at } = moment;
  const id = idAt(at, `${chatId} ${seq}`);
  if (saying.as) messageIds.set(saying.as, id);
  const senderId = idOf(saying.by);
  const replyToId = saying.to === undefined ? null : named(scene, saying.to);
  await tx.message.create({
    data: { id, chatId, seq, senderId, clientId: `demo-${id}`, content: saying.says, replyToId, sentAt: at },
  });
  const mentioned = people.filter((name) => saying.says.includes(`@${name}`));
  await tx.mention.createMany({ data: mentioned.map((name) => ({ messageId: id, userId: idOf(name) })) });
  await log(scene, moment, { type: 'message.created', actorId: senderId, subject: id }, { activityAt: at });
}

async function react(scene: Scene, { by, reacts: type, about }: Reacting, moment: Moment): Promise<void> {
  const userId = scene.idOf(by);
  const messageId = named(scene, about);
  const id = idAt(moment.at, `${messageId} ${by}`);
  await scene.tx.reaction.create({ data: { id, messageId, userId, type, reactedAt: moment.at } });
  const data = { id, type, reacted_at: moment.at.toISOString() };
  await log(scene, moment, { type: 'reaction.changed', actorId: userId, subject: messageId, data });
}

async function add(scene: Scene, { by, adds }: Adding, moment: Moment): Promise<void> {
  const { tx, chatId, idOf } = scene;
  const userId = idOf(adds);
  await tx.participant.create({ data: participant(chatId, userId, 'member', moment) });
  const entry = { type: 'participant.added', actorId: idOf(by), data: { user_ids: [userId] } };
  await log(scene, moment, entry, { rosterSeq: moment.seq, participantCount: { increment: 1 } });
}

/** Everything that happens has its entry in the log, and the chat knows the newest. */
async function log(
  { tx, chatId }: Scene,
  { seq, at }: Moment,
  entry: Pick<Prisma.LogEntryUncheckedCreateInput, 'type' | 'actorId' | 'subject' | 'data'>,
  changed: Prisma.ChatUpdateInput = {},
): Promise<void> {
  await tx.logEntry.create({ data: { chatId, seq, at, ...entry } });
  await tx.chat.update({ where: { id: chatId }, data: { lastSeq: seq, ...changed } });
}

/** Somebody who has come in at this moment: what was before is not unread to them. */
function participant(chatId: string, userId: string, role: 'owner' | 'member', { seq, at }: Moment) {
  return {
    id: idAt(at, `${chatId} ${userId}`),
    chatId,
    userId,
    role,
    joinedSeq: seq,
    deliveredSeq: seq,
    readSeq: seq,
    deliveredAt: at,
    readAt: at,
    joinedAt: at,
  };
}

/** Moves everybody's pointers to the last entry, or as far behind it as the story says. */
async function moveReceipts({ tx, chatId, idOf }: Scene, story: ChatStory, { seq, at }: Moment): Promise<void> {
  await tx.participant.updateMany({
    where: { chatId },
    data: { deliveredSeq: seq, readSeq: seq, deliveredAt: at, readAt: at },
  });
  for (const { who, unread, undelivered = 0 } of story.behind ?? []) {
    await tx.participant.updateMany({
      where: { chatId, userId: idOf(who) },
      data: { deliveredSeq: seq - undelivered, readSeq: seq - unread },
    });
  }
}

function named({ messageIds }: Scene, name: string): string {
  const id = messageIds.get(name);
  if (id === undefined) throw new Error(`The story speaks of a message "${name}" that nobody wrote.`);
  return id;
}
