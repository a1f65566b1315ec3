import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.js';
import { admitPerson } from '../delivery/admit.js';
import { established, v1User } from '../protocols/v1-user.js';
import { limitFrames } from '../sockets/limit-frames.js';
import { addSocketRoute } from './socket-route.js';
import { welcomePerson } from './welcome-person.js';

/** `/ws/user/?token=…`: news of all chats of one person. It is live from its first frame on. */
export function userSocketRoute(app: FastifyInstance, ctx: Context): void {
  addSocketRoute(app, {
    url: '/ws/user',
    counts: ctx.counts.sockets,
    admit: (_request, token) => admitPerson(ctx, token),
    welcome: (webSocket, socket, { person }) => {
      const following = { look: ctx.snapshots.positions, first: () => established };
      const { budget } = welcomePerson(ctx, { webSocket, socket, person, protocol: v1User }, following);
      limitFrames(webSocket, ['message'], budget);
    },
  });
}
