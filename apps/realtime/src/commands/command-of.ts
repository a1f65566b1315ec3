import type { Span } from '@besage/service-kit';
import { newId } from '@besage/service-kit';
import type { Context } from '../context.js';
import type { Connection } from '../sockets/connection.js';
import { COMMAND_PATIENCE } from './pending-commands.js';

/** What all commands of a socket have in common. */
export function commandOf({ gatewayId: gateway }: Pick<Context, 'gatewayId'>, { person }: Connection, span?: Span) {
  return {
    id: newId(),
    gateway,
    user_id: person.userId,
    session_id: person.sessionId,
    deadline: Date.now() + COMMAND_PATIENCE,
    ...(span && { traceparent: span.traceparent }),
  };
}
