import { Message } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { deleteMessage } from '../../operations/messages/delete-message.js';
import { editMessage } from '../../operations/messages/edit-message.js';
import { viewMessage } from '../../operations/messages/view-message.js';
import { accessMessage } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { MessageParams } from '../inputs.js';
import { responses } from '../responses.js';

const tags = ['messages'];
const params = MessageParams;

export function getMessageRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'One message',
    params,
    response: responses({ 200: Message }, 'not_a_participant', 'message_not_found'),
  };
  app.get('/messages/:messageId', { schema }, async (request) => {
    const { message } = await accessMessage(ctx, request.actor, request.params.messageId);
    return viewMessage(ctx, message.id);
  });
}

export function editMessageRoute(app: App, ctx: Context): void {
  const body = Type.Object({ content: Type.String() });
  const schema = {
    tags,
    summary: 'Edit my message',
    params,
    body,
    response: responses(
      { 200: Message },
      'content_required',
      'content_too_long',
      'not_a_participant',
      'not_allowed',
      'message_not_found',
      'message_deleted',
    ),
  };
  app.route({
    method: ['PUT', 'PATCH'],
    url: '/messages/:messageId',
    schema,
    handler: async (request) => {
      const { messageId } = request.params;
      await editMessage(ctx, request.actor, messageId, request.body.content);
      return viewMessage(ctx, messageId);
    },
  });
}

export function deleteMessageRoute(app: App, ctx: Context): void {
  const summary = 'Delete a message: my own, or as an admin of its chat';
  const schema = {
    tags,
    summary,
    params,
    response: responses({ 204: Type.Null() }, 'not_a_participant', 'not_allowed', 'message_not_found'),
  };
  app.delete('/messages/:messageId', { schema }, async (request, reply) => {
    await deleteMessage(ctx, request.actor, request.params.messageId);
    return reply.code(204).send(null);
  });
}
