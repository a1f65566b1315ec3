import { Id, closeCodes, type CloseCode } from '@besage/contracts';
import { Compile } from 'typebox/compile';
import type { Context } from '../context.js';
import type { Person } from '../sockets/connection.js';
import type { Room } from '../sockets/room.js';
import { goingDown } from '../sockets/show-out-all.js';
import type { Access } from './access-check.js';

/** Somebody may listen: the room does so already and is kept until `release` is called. */
export interface Admitted {
  person: Person;
  room: Room;
  release: () => void;
}

/** Somebody may follow all chats that they are in. */
export interface AdmittedPerson {
  person: Person;
}

/** Why a socket is closed as soon as it is open: that way a browser can see it. */
export interface Refused {
  code: CloseCode;
  reason: string;
}

const isId = Compile(Id);

/**
 * Decides whether the bearer of a token may listen to a chat. First the room listens, then PostgreSQL is asked: what
 * happens in between is in the room.
 */
export async function admitToChat(ctx: Context, chatId: string, token: string): Promise<Admitted | Refused> {
  if (ctx.hub.isClosing) return closing;
  const person = welcome(ctx, token);
  if ('code' in person) return person;
  if (!isId.Check(chatId)) return noSuchChat;
  const { room, release } = ctx.hub.open(chatId);
  try {
    const access = await currentAccess(ctx, person, room);
    const refused = refusalOfPerson(ctx, person, access) ?? refusalOfChat(access);
    if (!refused) {
      room.start(access.lastSeq);
      return { person: withNameOf(access, person), room, release };
    }
    release();
    return refused;
  } catch (error) {
    release();
    return cannotAnswer(ctx, error);
  }
}

/** Decides whether the bearer of a token may follow their chats. */
export async function admitPerson(ctx: Context, token: string): Promise<AdmittedPerson | Refused> {
  if (ctx.hub.isClosing) return closing;
  const person = welcome(ctx, token);
  if ('code' in person) return person;
  try {
    const access = await ctx.askAccess({ ...person, chatId: null });
    return refusalOfPerson(ctx, person, access) ?? { person: withNameOf(access, person) };
  } catch (error) {
    return cannotAnswer(ctx, error);
  }
}

/** Whom a token speaks for, unless they have too many sockets. Before PostgreSQL is asked: nothing else is dear. */
function welcome(ctx: Context, token: string): Person | Refused {
  const person = identify(ctx, token);
  if (!person) return noToken;
  const { open, opened } = ctx.limits;
  const hasRoom = open.ofPerson.hasRoom(person.userId) && opened.ofPerson.hasRoom(person.userId);
  return hasRoom ? person : tooMany;
}

/** Whom a token speaks for; `undefined` where it is no good. */
export function identify(ctx: Pick<Context, 'tokens'>, token: string): Person | undefined {
  try {
    return ctx.tokens.verifyAccess(token);
  } catch {
    return undefined;
  }
}

/** What PostgreSQL says, not older than what the room has seen of who is in. */
async function currentAccess(ctx: Context, { userId, sessionId }: Person, room: Room): Promise<Access> {
  for (;;) {
    const access = await ctx.askAccess({ userId, sessionId, chatId: room.chatId });
    if (access.lastSeq >= room.rosterSeq) return access;
  }
}

/** A token holds the name of its day. */
export const withNameOf = ({ username }: Access, person: Person): Person => ({
  ...person,
  username: username ?? person.username,
});

/** Who has no session any more counts for nobody: with an old token of somebody's, they could keep them out. */
function refusalOfPerson({ limits }: Context, { userId }: Person, { sessionLives }: Access): Refused | undefined {
  if (!sessionLives) return sessionEnded;
  return limits.opened.ofPerson.take(userId).isAllowed ? undefined : tooMany;
}

function refusalOfChat({ chatExists, isParticipant }: Access): Refused | undefined {
  if (!chatExists) return noSuchChat;
  if (!isParticipant) return { code: closeCodes.notAParticipant, reason: 'You are not in this chat.' };
  return undefined;
}

const closing: Refused = { code: closeCodes.goingDown, reason: goingDown };
const noToken: Refused = { code: closeCodes.notAuthenticated, reason: 'A valid access token is required.' };
const sessionEnded: Refused = { code: closeCodes.notAuthenticated, reason: 'The session has ended.' };
export const tooMany: Refused = { code: closeCodes.tooFast, reason: 'You open too many sockets; come back later.' };
const noSuchChat: Refused = { code: closeCodes.noSuchChat, reason: 'There is no such chat.' };

/** PostgreSQL is away: who comes may come back. */
export function cannotAnswer(ctx: Context, error: unknown): Refused {
  ctx.log.warn({ err: error }, 'nobody can be let in');
  return { code: closeCodes.goingDown, reason: 'The service cannot answer just now; try again.' };
}
