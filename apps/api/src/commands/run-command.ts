import type { Command, CommandOf, Reply } from '@besage/contracts';
import type { Context } from '../context.js';
import { deleteMessage } from '../operations/messages/delete-message.js';
import { editMessage } from '../operations/messages/edit-message.js';
import { sendMessage } from '../operations/messages/send-message.js';
import { setReaction } from '../operations/reactions/react.js';
import { advanceReceipt } from '../operations/receipts/advance-receipt.js';
import { markSeen } from '../operations/users/mark-seen.js';

type Answer = Omit<Reply, 'id' | 'error'>;

/** What each command of the gateways does: the same operations as the routes. */
export async function runCommand(ctx: Context, command: Command): Promise<Answer> {
  const actor = { userId: command.user_id };
  switch (command.type) {
    case 'message.send':
      return send(ctx, command);
    case 'message.edit':
      await editMessage(ctx, actor, command.input.message_id, command.input.content);
      return {};
    case 'message.delete':
      await deleteMessage(ctx, actor, command.input.message_id);
      return {};
    case 'reaction.set':
      await setReaction(ctx, actor, command.input.message_id, command.input.reaction);
      return {};
    case 'receipt.advance': {
      const { chat_id: chatId, kind, seq } = command.input;
      await advanceReceipt(ctx, actor, { chatId, kind, seq });
      return {};
    }
    case 'presence.seen':
      await markSeen(ctx, actor.userId, new Date(command.input.at));
      return {};
  }
}

/** Who sends it may see a new message by its event; a repeated one may have passed long ago. */
async function send(ctx: Context, { user_id: userId, input, traceparent }: CommandOf<'message.send'>): Promise<Answer> {
  const { chat_id: chatId, client_id: clientId, content, reply_to: replyTo, attachments: attachmentIds } = input;
  const { message, isNew } = await sendMessage(
    ctx,
    { userId },
    { chatId, clientId, content, replyTo, attachmentIds, traceparent },
  );
  return isNew && !input.answer_message ? {} : { message };
}
