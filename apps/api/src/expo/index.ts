import { createTokens } from '@besage/auth';
import type { Context } from '../context.js';
import { authenticate } from '../plugins/authenticate.js';
import { takeImages } from '../plugins/take-images.js';
import type { App } from '../routes/app-instance.js';
import { loginRoute, logoutRoute, registerRoute } from './auth.js';
import { addParticipantsRoute, createChatRoute, getChatRoute, listChatsRoute } from './chats.js';
import { createMessageRoute, listMessagesRoute, markChatReadRoute, messageStatusRoute } from './messages.js';
import { nameFields } from './name-fields.js';
import { listUsersRoute, profileImageRoute, updateProfileRoute } from './users.js';

const privateRoutes = [
  listUsersRoute,
  updateProfileRoute,

  listChatsRoute,
  createChatRoute,
  getChatRoute,
  addParticipantsRoute,

  listMessagesRoute,
  createMessageRoute,
  messageStatusRoute,
  markChatReadRoute,
];

/** The table of contents of the React Native app's dialect, under `/expo`: our operations in its words. */
export function addExpoRoutes(app: App, besage: Context): void {
  const ctx = { ...besage, tokens: lastingTokens(besage) };
  app.register(
    (expo: App, _options, done) => {
      nameFields(expo);
      logoutRoute(expo, ctx);
      expo.register(
        (api: App, _apiOptions, apiDone) => {
          registerRoute(api, ctx);
          loginRoute(api, ctx);
          api.register((guarded: App, _guardedOptions, guardedDone) => {
            authenticate(guarded, ctx);
            for (const route of privateRoutes) route(guarded, ctx);
            guarded.register((uploads: App, _uploadOptions, uploadsDone) => {
              takeImages(uploads, ctx);
              profileImageRoute(uploads, ctx);
              uploadsDone();
            });
            guardedDone();
          });
          apiDone();
        },
        { prefix: '/api' },
      );
      done();
    },
    { prefix: '/expo' },
  );
}

/** The app never refreshes: its one token is good for as long as its session, and dies with it. */
function lastingTokens({ config }: Context): Context['tokens'] {
  const ttl = config.EXPO_ACCESS_TOKEN_TTL ?? config.REFRESH_TOKEN_TTL;
  const keys = { secretKey: config.SECRET_KEY, fallbackKeys: config.SECRET_KEY_FALLBACKS };
  return createTokens({ ...keys, accessTtl: ttl, refreshTtl: ttl });
}
