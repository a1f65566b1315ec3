import { Id, Reaction, reactionTypes, type ReactionType } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { viewMessage } from '../../operations/messages/view-message.js';
import { react, removeReaction } from '../../operations/reactions/react.js';
import { accessMessage } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { responses } from '../responses.js';

const tags = ['reactions'];
const ReactionTypeWord = Type.Unsafe<ReactionType>({ type: 'string', enum: [...reactionTypes] });

export function listReactionTypesRoute(app: App): void {
  const schema = { tags, summary: 'What one can feel', response: responses({ 200: Type.Array(ReactionTypeWord) }) };
  app.get('/reactions/types', { schema }, () => [...reactionTypes]);
}

export function listReactionsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'The reactions to a message',
    querystring: Type.Object({ message_id: Id }),
    response: responses({ 200: Type.Array(Reaction) }, 'not_a_participant', 'message_not_found'),
  };
  app.get('/reactions', { schema }, async (request) => {
    const { message } = await accessMessage(ctx, request.actor, request.query.message_id);
    return (await viewMessage(ctx, message.id)).reactions;
  });
}

export function reactRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'React to a message',
    description: '201: a new reaction. 200: another one than before. 204: the same again takes it back.',
    body: Type.Object({ message: Id, type: ReactionTypeWord }),
    response: responses(
      { 200: Reaction, 201: Reaction, 204: Type.Null() },
      'not_a_participant',
      'message_not_found',
      'message_deleted',
    ),
  };
  app.post('/reactions', { schema }, async (request, reply) => {
    const reacted = await react(ctx, request.actor, request.body.message, request.body.type);
    if (reacted.outcome === 'taken_back') return reply.code(204).send(null);
    return reply.code(reacted.outcome === 'new' ? 201 : 200).send(reacted.reaction);
  });
}

export function removeReactionRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Take my reaction back',
    params: Type.Object({ reactionId: Id }),
    response: responses({ 204: Type.Null() }, 'not_a_participant', 'not_allowed', 'reaction_not_found'),
  };
  app.delete('/reactions/:reactionId', { schema }, async (request, reply) => {
    await removeReaction(ctx, request.actor, request.params.reactionId);
    return reply.code(204).send(null);
  });
}
