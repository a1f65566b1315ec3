import type { Context } from '../../context.js';
import { rowOf, type Device } from './device.js';
import { NOTED_EVERY } from './session-lookup.js';

/** Notes when and from where a session was used. Should that fail, the next use is noted. */
export async function noteUse(ctx: Pick<Context, 'db' | 'log'>, sessionId: string, device: Device): Promise<void> {
  const { address, userAgent } = rowOf(device);
  try {
    await ctx.db.$executeRaw`
      UPDATE sessions SET used_at = now(), address = ${address}, user_agent = ${userAgent}
      WHERE id = ${sessionId}::uuid AND ended_at IS NULL
        AND greatest(used_at, refreshed_at) < now() - make_interval(mins => ${NOTED_EVERY})`;
  } catch (error) {
    ctx.log.warn({ err: error }, 'a use of a session was not noted');
  }
}
