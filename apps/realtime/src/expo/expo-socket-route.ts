import type { Snapshot } from '@besage/db';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../context.js';
import {
  admitPerson,
  admitToChat,
  cannotAnswer,
  type Admitted,
  type AdmittedPerson,
  type Refused,
} from '../delivery/admit.js';
import { addSocketRoute } from '../routes/socket-route.js';
import { welcomePerson } from '../routes/welcome-person.js';
import { welcomeToChat } from '../routes/welcome-to-chat.js';
import { limitFrames } from '../sockets/limit-frames.js';
import { ExpoChatSession } from './expo-chat-session.js';
import { createExpoProtocols } from './expo-protocols.js';
import { createLookUp } from './look-up-chats.js';

/** This dialect has no word for being live. */
const silence = Buffer.alloc(0);

/** Somebody may hear of the chats that come. */
interface AdmittedToNews extends AdmittedPerson {
  /** Chats that they were in before their socket was open. */
  chatIds: Set<string>;
}

/** `/expo/ws/chat/{chatId}/?token=…`: one chat; without an id, only news of chats. */
export function expoSocketRoute(app: FastifyInstance, ctx: Context): void {
  const protocols = createExpoProtocols(createLookUp(ctx));
  addSocketRoute<Admitted | AdmittedToNews>(app, {
    url: '/expo/ws/chat/:chatId',
    counts: ctx.counts.sockets,
    admit: (request, token) => admit(ctx, request, token),
    giveUp: (admitted) => {
      if ('room' in admitted) admitted.release();
    },
    welcome: (webSocket, socket, admitted) => {
      const { person } = admitted;
      if (!('room' in admitted)) {
        const following = { look: () => lookAtKnown(ctx, admitted), first: () => silence };
        const { budget } = welcomePerson(ctx, { webSocket, socket, person, protocol: protocols.person }, following);
        return void limitFrames(webSocket, ['message'], budget);
      }
      return welcomeToChat(ctx, {
        ...admitted,
        webSocket,
        socket,
        protocol: protocols.chat,
        session: (connection, room) => new ExpoChatSession(ctx, connection, room),
      });
    },
  });
}

function admit(ctx: Context, request: FastifyRequest, token: string): Promise<Admitted | AdmittedToNews | Refused> {
  const { chatId } = request.params as { chatId: string };
  return chatId === '' ? admitToNews(ctx, token) : admitToChat(ctx, chatId, token);
}

async function admitToNews(ctx: Context, token: string): Promise<AdmittedToNews | Refused> {
  const admitted = await admitPerson(ctx, token);
  if ('code' in admitted) return admitted;
  try {
    return { ...admitted, chatIds: new Set(await ctx.snapshots.chatIds(admitted.person.userId)) };
  } catch (error) {
    return cannotAnswer(ctx, error);
  }
}

/** Nothing tells the app of its chats when it is live: one that came since its socket was open is news, not known. */
async function lookAtKnown({ snapshots }: Context, { person, chatIds }: AdmittedToNews): Promise<Snapshot> {
  const snapshot = await snapshots.positions(person.userId);
  return { ...snapshot, positions: new Map([...snapshot.positions].filter(([chatId]) => chatIds.has(chatId))) };
}
