import { closeCodes } from '@besage/contracts';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.js';
import { admitPerson } from '../delivery/admit.js';
import { followPerson } from '../delivery/follow-person.js';
import { established, v1User } from '../protocols/v1-user.js';
import { openConnection } from '../sockets/open-connection.js';
import { addSocketRoute } from './socket-route.js';

/** `/ws/user/?token=…`: news of all chats of one person. It is live from its first frame on. */
export function userSocketRoute(app: FastifyInstance, ctx: Context): void {
  addSocketRoute(app, {
    url: '/ws/user',
    admit: (_request, token) => admitPerson(ctx, token),
    welcome: (webSocket, socket, { person }) => {
      const connection = openConnection(ctx, { webSocket, socket, person, protocol: v1User });
      connection.hold();
      followPerson(ctx, connection).then(
        () => connection.release(established),
        (error: unknown) => {
          ctx.log.warn({ err: error }, 'a person cannot be followed');
          connection.close(closeCodes.goingDown, 'The service cannot answer just now; try again.');
        },
      );
    },
  });
}
