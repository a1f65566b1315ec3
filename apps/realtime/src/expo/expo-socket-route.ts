import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../context.js';
import { admitPerson, admitToChat, type Admitted, type AdmittedPerson, type Refused } from '../delivery/admit.js';
import { addSocketRoute } from '../routes/socket-route.js';
import { welcomePerson } from '../routes/welcome-person.js';
import { welcomeToChat } from '../routes/welcome-to-chat.js';
import { ExpoChatSession } from './expo-chat-session.js';
import { createExpoProtocols } from './expo-protocols.js';
import { createLookUp } from './look-up-chats.js';

/** This dialect has no word for being live. */
const silence = Buffer.alloc(0);

/** `/expo/ws/chat/{chatId}/?token=…`: one chat; without an id, only news of chats. */
export function expoSocketRoute(app: FastifyInstance, ctx: Context): void {
  const protocols = createExpoProtocols(createLookUp(ctx));
  addSocketRoute<Admitted | AdmittedPerson>(app, {
    url: '/expo/ws/chat/:chatId',
    admit: (request, token) => admit(ctx, request, token),
    welcome: (webSocket, socket, admitted) => {
      const { person } = admitted;
      if (!('room' in admitted)) {
        const following = { look: ctx.snapshots.positions, first: () => silence };
        return welcomePerson(ctx, { webSocket, socket, person, protocol: protocols.person }, following);
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

function admit(ctx: Context, request: FastifyRequest, token: string): Promise<Admitted | AdmittedPerson | Refused> {
  const { chatId } = request.params as { chatId: string };
  return chatId === '' ? admitPerson(ctx, token) : admitToChat(ctx, chatId, token);
}
