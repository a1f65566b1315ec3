import { closeCodes } from '@besage/contracts';
import type { Context } from '../context.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { limitFrames } from './limit-frames.js';
import { goingDown } from './show-out-all.js';

/** Takes an open socket into the hub, and sees to it that it is forgotten when it is gone. */
export function openConnection(ctx: Context, options: ConnectionOptions): Connection {
  const connection = new Connection(options);
  const { userId } = connection.person;
  ctx.hub.add(connection);
  ctx.counts.sockets.opened.add(connection.protocol.name);
  if (ctx.hub.isClosing) connection.close(closeCodes.goingDown, goingDown);
  ctx.presence.connected(userId);
  limitFrames(options.webSocket, 'ping', ctx.config.FRAME_RATE);
  options.webSocket.on('close', (code: number) => {
    ctx.counts.sockets.ended(code);
    ctx.hub.remove(connection);
    ctx.presence.disconnected(userId);
  });
  return connection;
}
