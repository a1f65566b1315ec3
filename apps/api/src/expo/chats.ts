import { ExpoChat, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../context.js';
import type { Actor } from '../operations/actor.js';
import { createChat } from '../operations/chats/create-chat.js';
import { listChats } from '../operations/chats/list-chats.js';
import { viewChat } from '../operations/chats/view-chat.js';
import { addParticipants } from '../operations/participants/add-participants.js';
import { admitPeople } from '../plugins/limit-rates.js';
import { accessChat } from '../permissions/access.js';
import type { App } from '../routes/app-instance.js';
import { ChatParams, IdList, parseIds } from '../routes/inputs.js';
import { responses } from '../routes/responses.js';
import { presentChats } from './present-chats.js';

const tags = ['expo'];

/** The app reads one list and never asks for more of it. */
const CHATS_MAX = 200;

export function listChatsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'My active chats, newest activity first',
    response: responses({ 200: Type.Array(ExpoChat) }),
  };
  app.get('/chats', { schema }, async (request) => {
    const { chats } = await listChats(ctx, request.actor, { limit: CHATS_MAX });
    return presentChats(ctx, request.actor, chats);
  });
}

export function createChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Create a chat, or find the one of these two people',
    body: Type.Object({
      name: Type.Optional(Type.Union([Type.String({ maxLength: limits.chatNameLength }), Type.Null()])),
      participants_ids: Type.Optional(IdList),
      participant_ids: Type.Optional(IdList),
    }),
    response: responses({ 200: ExpoChat, 201: ExpoChat }, 'too_many_participants'),
  };
  app.post('/chats', { schema }, async (request, reply) => {
    const { name, participants_ids, participant_ids } = request.body;
    const participantIds = parseIds(participants_ids ?? participant_ids ?? [], 'participants_ids');
    admitPeople(request, reply, ctx.limits.ofPerson, participantIds);
    const { id, isNew } = await createChat(ctx, request.actor, { name, participantIds });
    return reply.code(isNew ? 201 : 200).send(await oneChat(ctx, request.actor, id));
  });
}

export function getChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'One chat',
    params: ChatParams,
    response: responses({ 200: ExpoChat }, 'not_a_participant', 'chat_not_found'),
  };
  app.get('/chats/:chatId', { schema }, async (request) => {
    const { chat } = await accessChat(ctx, request.actor, request.params.chatId);
    return oneChat(ctx, request.actor, chat.id);
  });
}

export function addParticipantsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Put people into a chat',
    params: ChatParams,
    body: Type.Object({ users_ids: IdList }),
    response: responses(
      { 200: ExpoChat },
      'too_many_participants',
      'not_a_participant',
      'not_allowed',
      'chat_not_found',
      'chat_archived',
    ),
  };
  app.post('/chats/:chatId/add_participants', { schema }, async (request, reply) => {
    const { chatId } = request.params;
    const userIds = parseIds(request.body.users_ids, 'users_ids');
    admitPeople(request, reply, ctx.limits.ofPerson, userIds);
    await addParticipants(ctx, request.actor, chatId, userIds);
    return oneChat(ctx, request.actor, chatId);
  });
}

async function oneChat(ctx: Context, actor: Actor, chatId: string): Promise<ExpoChat> {
  const [chat] = await presentChats(ctx, actor, [await viewChat(ctx, actor, chatId)]);
  if (!chat) throw new Error('one chat was given and none came back');
  return chat;
}
