import { closeCodes } from '@besage/contracts';
import type { Snapshot } from '@besage/db';
import type { Context } from '../context.js';
import { followPerson, type Following } from '../delivery/follow-person.js';
import type { Connection, ConnectionOptions } from '../sockets/connection.js';
import { openConnection } from '../sockets/open-connection.js';

/** Makes an open socket follow its person. */
export function welcomePerson<Look extends Snapshot>(
  ctx: Context,
  options: ConnectionOptions,
  following: Following<Look>,
): Connection {
  const connection = openConnection(ctx, options);
  followPerson(ctx, connection, following).catch((error: unknown) => {
    ctx.log.warn({ err: error }, 'a person cannot be followed');
    connection.close(closeCodes.goingDown, 'The service cannot answer just now; try again.');
  });
  return connection;
}
