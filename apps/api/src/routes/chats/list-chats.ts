import { Chat, Id, ServiceError, Time, limits } from '@besage/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Context } from '../../context.js';
import { listChats, type ChatCursor } from '../../operations/chats/list-chats.js';
import type { App } from '../app-instance.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const Query = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 255 })),
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.chats }),
  cursor: Type.Optional(Type.String({ maxLength: 255, description: 'from the Link header' })),
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

const isCursor = Compile(Type.Tuple([Time, Id]));

const writeCursor = ({ activityAt, id }: ChatCursor) => `${activityAt.toISOString()}_${id}`;

function readCursor(cursor: string): ChatCursor {
  const parts: unknown = cursor.split('_');
  if (!isCursor.Check(parts))
    throw new ServiceError('invalid_input', { errors: { cursor: ['This is not a cursor.'] } });
  return { activityAt: new Date(parts[0]), id: parts[1] };
}
