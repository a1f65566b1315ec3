import { ClientId, Id, Message, limits } from '@besage/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { Context } from '../../context.js';
import { sendMessage } from '../../operations/messages/send-message.js';
import { wholeMessage } from '../../operations/messages/whole-message.js';
import { admit } from '../../plugins/limit-rates.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({
  content: Type.String({ description: 'may be empty where there are attachments' }),
  client_id: Type.Optional(ClientId),
  reply_to: Type.Optional(Type.Union([Id, Type.Null()])),
  attachments: Type.Optional(
    Type.Array(Id, { maxItems: limits.attachments, description: 'images uploaded before, see POST /attachments/' }),
  ),
});

const description = 'Safe to repeat: the same `client_id` again answers 200 with the first message.';

/** The two doors to the same operation: the chat in the path, and the chat in the body. */
export function createMessageRoutes(app: App, ctx: Context): void {
  const send = async ({ actor }: FastifyRequest, reply: FastifyReply, chatId: string, body: Static<typeof Body>) => {
    admit(reply, ctx.limits.sends.take(actor.userId, chatId));
    const { content, client_id: clientId, reply_to: replyTo, attachments: attachmentIds } = body;
    const { message, isNew } = await sendMessage(ctx, actor, { chatId, content, clientId, replyTo, attachmentIds });
    return { message: await wholeMessage(ctx, message), status: isNew ? (201 as const) : (200 as const) };
  };
  const shared = { tags: ['messages'], summary: 'Send a message', description };
  const response = responses(
    { 200: Message, 201: Message },
    'content_required',
    'content_too_long',
    'reply_not_found',
    'attachment_not_found',
    'not_a_participant',
    'chat_not_found',
    'chat_archived',
  );

  app.post(
    '/chats/:chatId/messages',
    { schema: { ...shared, params: ChatParams, body: Body, response } },
    async (request, reply) => {
      const { message, status } = await send(request, reply, request.params.chatId, request.body);
      return reply.code(status).send(message);
    },
  );

  const BodyWithChat = Type.Object({ ...Body.properties, chat: Id });
  app.post('/messages', { schema: { ...shared, body: BodyWithChat, response } }, async (request, reply) => {
    const { message, status } = await send(request, reply, request.body.chat, request.body);
    return reply.code(status).send(message);
  });
}
