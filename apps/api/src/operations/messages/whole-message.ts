import { limits, type Message } from '@besage/contracts';
import type { Context } from '../../context.js';

/** A live message of a middling chat only counts its receivers, for the frame's size; REST names them. */
export async function wholeMessage(ctx: Context, message: Message): Promise<Message> {
  const { status_counts: counts } = message;
  if (!counts || counts.sent + counts.delivered + counts.read >= limits.wholeRoster) return message;
  const [whole] = await ctx.findMessages([message.id]);
  return whole ?? message;
}
