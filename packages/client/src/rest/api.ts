import type { Caller } from './caller.js';
import { chatsApi } from './chats.js';
import { attachmentsApi, messagesApi, reactionsApi } from './messages.js';
import { sessionsApi } from './sessions.js';
import { usersApi } from './users.js';

/** The REST API, typed by the contract. */
export interface Api {
  users: ReturnType<typeof usersApi>;
  sessions: ReturnType<typeof sessionsApi>;
  chats: ReturnType<typeof chatsApi>;
  messages: ReturnType<typeof messagesApi>;
  reactions: ReturnType<typeof reactionsApi>;
  attachments: ReturnType<typeof attachmentsApi>;
}

export function createApi(caller: Caller): Api {
  return {
    users: usersApi(caller),
    sessions: sessionsApi(caller),
    chats: chatsApi(caller),
    messages: messagesApi(caller),
    reactions: reactionsApi(caller),
    attachments: attachmentsApi(caller),
  };
}
