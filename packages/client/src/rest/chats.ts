import type { Chat, Message, Participant, Role } from '@besage/contracts';
import type { Caller } from './caller.js';
import { path } from './path.js';
import type { ListOptions } from './users.js';

/** Messages before, after or around one of them, which is named by its id or `seq`; without any, the newest. */
export interface HistoryOptions {
  before?: string | number | undefined;
  after?: string | number;
  around?: string | number;
  limit?: number;
}

/** Two people and no name are a direct chat, of which there is one. */
export interface NewChat {
  name?: string | null;
  participants: string[];
}

interface Roster {
  participants: Participant[];
}

/** Chats and who is in them. */
export const chatsApi = ({ call, page }: Caller) => ({
  list: (options: ListOptions = {}) => page<Chat>('/chats/', { ...options }),
  get: (id: string) => call<Chat>('GET', path`/chats/${id}/`),
  create: ({ name, participants }: NewChat) =>
    call<Chat>('POST', '/chats/', { body: { participants_ids: participants, ...(name !== undefined && { name }) } }),
  rename: (id: string, name: string | null) => call<Chat>('PATCH', path`/chats/${id}/`, { body: { name } }),
  archive: (id: string) => call<undefined>('DELETE', path`/chats/${id}/`),

  /** Newest first; the cursor is the next `before`. */
  history: (id: string, options: HistoryOptions = {}) =>
    page<Message>(path`/chats/${id}/messages/`, { ...options }, (oldest) => oldest.id),
  /** Everybody, also where the chat itself names only the first hundred; or those whose name begins with `search`. */
  participants: (id: string, options: ListOptions = {}) =>
    page<Participant>(path`/chats/${id}/participants/`, { ...options }),
  add: (id: string, userIds: string[]) =>
    call<Roster>('POST', path`/chats/${id}/add_participants/`, { body: { users_ids: userIds } }),
  remove: (id: string, userIds: string[]) =>
    call<Roster>('POST', path`/chats/${id}/remove_participants/`, { body: { users_ids: userIds } }),
  setRole: (id: string, userId: string, role: Role) =>
    call<Chat>('PATCH', path`/chats/${id}/participants/${userId}/`, { body: { role } }),
  leave: (id: string) => call<undefined>('POST', path`/chats/${id}/leave/`),
  markRead: (id: string) => call<undefined>('PUT', path`/messages/read/${id}/`),
});
