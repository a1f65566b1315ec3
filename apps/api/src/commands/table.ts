import type { CommandOf, CommandType, Reply } from '@besage/contracts';
import type { Context } from '../context.js';
import { sendMessage } from '../operations/messages/send-message.js';

type Answer = Omit<Reply, 'id' | 'error'>;
type Run<T extends CommandType> = (ctx: Context, command: CommandOf<T>) => Promise<Answer>;

/** What each command of the gateways does: the same operations as the routes. */
export const commandTable: { [T in CommandType]: Run<T> } = {
  'message.send': async (ctx, { user_id: userId, input }) => {
    const { chat_id: chatId, client_id: clientId, content, reply_to: replyTo } = input;
    const { message, isNew } = await sendMessage(ctx, { userId }, { chatId, clientId, content, replyTo });
    return isNew ? {} : { message };
  },
};
