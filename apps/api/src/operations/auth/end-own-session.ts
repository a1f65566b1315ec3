import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { endSessions } from './end-sessions.js';

/**
 * Ends a session of one's own, the present one too.
 *
 * @throws ServiceError `session_not_found` where there is none, it has ended, or it is somebody else's
 */
export async function endOwnSession(ctx: Context, { userId }: Actor, sessionId: string): Promise<void> {
  if (!(await endSessions(ctx, userId, [sessionId]))) throw new ServiceError('session_not_found');
}
