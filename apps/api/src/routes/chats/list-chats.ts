import { Chat, Text, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import type { ChatCursor } from '../../operations/chats/chat-list-lookup.js';
import { listChats } from '../../operations/chats/list-chats.js';
import type { App } from '../app-instance.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const Query = Type.Object({
  search: Type.Optional(
    Text({ maxLength: 255, description: 'part of the name of the chat, or of somebody shown in it' }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.chats }),
  cursor: Type.Optional(
    Type.String({
      pattern: '^\\d{1,14}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'from the Link header',
    }),
  ),
});

export function listChatsRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['chats'],
    summary: 'My active chats, newest activity first',
    querystring: Query,
    response: responses({ 200: Type.Array(Chat) }),
  };
  app.get('/chats', { schema }, async (request, reply) => {
    const { search, limit, cursor } = request.query;
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const { chats, next } = await listChats(ctx, request.actor, { search, limit, after });
    if (next) linkTo(request, reply, 'next', { cursor: writeCursor(next) });
    return chats;
  });
}

/** Milliseconds since 1970, and the id. */
const writeCursor = ({ activityAt, id }: ChatCursor) => `${activityAt.getTime()}_${id}`;

function readCursor(cursor: string): ChatCursor {
  const [time, id = ''] = cursor.split('_');
  return { activityAt: new Date(Number(time)), id };
}
