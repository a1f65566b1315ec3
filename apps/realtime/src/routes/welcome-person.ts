import { closeCodes } from '@besage/contracts';
import type { Context } from '../context.js';
import { followPerson } from '../delivery/follow-person.js';
import type { ConnectionOptions } from '../sockets/connection.js';
import { openConnection } from '../sockets/open-connection.js';

/**
 * Makes an open socket follow its person.
 *
 * @param first what it hears before anything else, when it is live
 */
export function welcomePerson(ctx: Context, options: ConnectionOptions, first: Buffer): void {
  const connection = openConnection(ctx, options);
  connection.hold();
  followPerson(ctx, connection).then(
    () => connection.release(first),
    (error: unknown) => {
      ctx.log.warn({ err: error }, 'a person cannot be followed');
      connection.close(closeCodes.goingDown, 'The service cannot answer just now; try again.');
    },
  );
}
