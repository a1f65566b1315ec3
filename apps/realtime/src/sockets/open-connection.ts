import { closeCodes } from '@besage/contracts';
import type { Place } from '@besage/streams';
import type { Context } from '../context.js';
import { tooMany } from '../delivery/admit.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { limitFrames } from './limit-frames.js';
import { goingDown } from './show-out-all.js';

/** Takes an open socket into the hub, and sees to it that it is forgotten when it is gone. */
export function openConnection(ctx: Context, options: ConnectionOptions): Connection {
  const { userId } = options.person;
  const connection = new Connection(options, ctx.hub.allowanceOf(userId));
  ctx.hub.add(connection);
  ctx.counts.sockets.opened.add(connection.protocol.name);
  if (ctx.hub.isClosing) connection.close(closeCodes.goingDown, goingDown);
  const place = takePlace(ctx, connection);
  ctx.presence.connected(userId);
  limitFrames(options.webSocket, ['ping', 'pong'], connection.budget);
  options.webSocket.on('close', (code: number) => {
    ctx.counts.sockets.ended(code);
    ctx.hub.remove(connection);
    place.leave();
    ctx.presence.disconnected(userId);
  });
  return connection;
}

/** Its place among all sockets of its person. Many may have been let in together of whom each one had room. */
function takePlace({ limits: { open } }: Context, connection: Connection): Place {
  const { userId } = connection.person;
  const hasRoom = open.ofPerson.hasRoom(userId);
  const place = open.ofPerson.add(userId);
  place.onSurplus = () => connection.close(tooMany.code, tooMany.reason);
  if (!hasRoom) place.onSurplus();
  return place;
}
