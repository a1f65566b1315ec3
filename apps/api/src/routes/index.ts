import { authenticate } from '../plugins/authenticate.js';
import { staffOnly } from '../plugins/staff-only.js';
import { takeImages } from '../plugins/take-images.js';
import type { Context } from '../context.js';
import type { App } from './app-instance.js';
import { changeAccountRoute, getAccountRoute, listAccountsRoute } from './admin/accounts.js';
import { auditRoute } from './admin/audit.js';
import { deleteAnyMessageRoute, listAllChatsRoute, readAnyChatRoute, viewAnyChatRoute } from './admin/chats.js';
import { countsRoute } from './admin/counts.js';
import { endSessionRoute, endSessionsRoute, listSessionsRoute } from './admin/sessions.js';
import { uploadAttachmentRoute } from './attachments/upload-attachment.js';
import { loginRoute } from './auth/login.js';
import { logoutRoute } from './auth/logout.js';
import { changePasswordRoute } from './auth/password.js';
import { refreshRoute } from './auth/refresh.js';
import { registerRoute } from './auth/register.js';
import { endOwnSessionRoute, listOwnSessionsRoute } from './auth/sessions.js';
import { archiveChatRoute } from './chats/archive-chat.js';
import { createChatRoute } from './chats/create-chat.js';
import { getChatRoute } from './chats/get-chat.js';
import { listChatsRoute } from './chats/list-chats.js';
import { updateChatRoute } from './chats/update-chat.js';
import { createMessageRoutes } from './messages/create-message.js';
import { listMessagesRoute } from './messages/list-messages.js';
import { listMyMessagesRoute } from './messages/list-my-messages.js';
import { deleteMessageRoute, editMessageRoute, getMessageRoute } from './messages/one-message.js';
import { markChatReadRoutes, messageStatusRoute } from './messages/receipts.js';
import { addParticipantsRoute } from './participants/add-participants.js';
import { changeRoleRoute } from './participants/change-role.js';
import { leaveChatRoute } from './participants/leave-chat.js';
import { listParticipantsRoute } from './participants/list-participants.js';
import { removeParticipantsRoute } from './participants/remove-participants.js';
import { listReactionTypesRoute, listReactionsRoute, reactRoute, removeReactionRoute } from './reactions/reactions.js';
import { demoRoute } from './system/demo.js';
import { healthRoute, liveRoute, readyRoute } from './system/health.js';
import { deactivateUserRoute } from './users/deactivate-user.js';
import { getUserRoutes } from './users/get-user.js';
import { listUsersRoute } from './users/list-users.js';
import { profileImageRoute } from './users/profile-image.js';
import { updateUserRoutes } from './users/update-user.js';

type Route = (app: App, ctx: Context) => void;

/** Answered without a token. */
const publicRoutes: Route[] = [registerRoute, loginRoute, refreshRoute, healthRoute, liveRoute, readyRoute, demoRoute];

/** Everything else asks who comes. */
const privateRoutes: Route[] = [
  logoutRoute,
  changePasswordRoute,
  listOwnSessionsRoute,
  endOwnSessionRoute,

  listUsersRoute,
  getUserRoutes,
  deactivateUserRoute,

  createChatRoute,
  listChatsRoute,
  getChatRoute,
  updateChatRoute,
  archiveChatRoute,

  listParticipantsRoute,
  addParticipantsRoute,
  removeParticipantsRoute,
  leaveChatRoute,
  changeRoleRoute,

  createMessageRoutes,
  listMessagesRoute,
  listMyMessagesRoute,
  getMessageRoute,
  editMessageRoute,
  deleteMessageRoute,
  messageStatusRoute,
  markChatReadRoutes,

  listReactionTypesRoute,
  listReactionsRoute,
  reactRoute,
  removeReactionRoute,
];

/** Those that take forms with an image. */
const uploadRoutes: Route[] = [updateUserRoutes, profileImageRoute, uploadAttachmentRoute];

/** For staff only. */
const staffRoutes: Route[] = [
  listAccountsRoute,
  getAccountRoute,
  changeAccountRoute,
  listSessionsRoute,
  endSessionsRoute,
  endSessionRoute,

  listAllChatsRoute,
  viewAnyChatRoute,
  readAnyChatRoute,
  deleteAnyMessageRoute,

  countsRoute,
  auditRoute,
];

/** The table of contents of the REST API, under `/api`. */
export function addRoutes(app: App, ctx: Context): void {
  app.register(
    (api: App, _options, done) => {
      for (const route of publicRoutes) route(api, ctx);
      api.register((guarded: App, _guardedOptions, guardedDone) => {
        authenticate(guarded, ctx);
        for (const route of privateRoutes) route(guarded, ctx);
        guarded.register((uploads: App, _uploadOptions, uploadsDone) => {
          takeImages(uploads, ctx);
          for (const route of uploadRoutes) route(uploads, ctx);
          uploadsDone();
        });
        guarded.register((staff: App, _staffOptions, staffDone) => {
          staffOnly(staff);
          for (const route of staffRoutes) route(staff, ctx);
          staffDone();
        });
        guardedDone();
      });
      done();
    },
    { prefix: '/api' },
  );
}
