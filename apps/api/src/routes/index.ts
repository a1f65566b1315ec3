import { authenticate } from '../plugins/authenticate.js';
import type { Context } from '../context.js';
import type { App } from './app-instance.js';
import { loginRoute } from './auth/login.js';
import { logoutRoute } from './auth/logout.js';
import { refreshRoute } from './auth/refresh.js';
import { registerRoute } from './auth/register.js';
import { createChatRoute } from './chats/create-chat.js';
import { getChatRoute } from './chats/get-chat.js';
import { listChatsRoute } from './chats/list-chats.js';
import { createMessageRoutes } from './messages/create-message.js';
import { listMessagesRoute } from './messages/list-messages.js';
import { healthRoute } from './system/health.js';

type Route = (app: App, ctx: Context) => void;

/** Answered without a token. */
const publicRoutes: Route[] = [registerRoute, loginRoute, refreshRoute, healthRoute];

/** Everything else asks who comes. */
const privateRoutes: Route[] = [
  logoutRoute,
  createChatRoute,
  listChatsRoute,
  getChatRoute,
  createMessageRoutes,
  listMessagesRoute,
];

/** The table of contents of the REST API, under `/api`. */
export function addRoutes(app: App, ctx: Context): void {
  app.register(
    (api: App, _options, done) => {
      for (const route of publicRoutes) route(api, ctx);
      api.register((guarded: App, _guardedOptions, guardedDone) => {
        authenticate(guarded, ctx);
        for (const route of privateRoutes) route(guarded, ctx);
        guardedDone();
      });
      done();
    },
    { prefix: '/api' },
  );
}
