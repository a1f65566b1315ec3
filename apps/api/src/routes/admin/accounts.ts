import { Account, Text, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { changeAccount } from '../../operations/admin/change-account.js';
import { listAccounts } from '../../operations/admin/list-accounts.js';
import { viewAccount } from '../../operations/admin/view-account.js';
import { presentAccount } from '../../present/account.js';
import type { App } from '../app-instance.js';
import { UserParams } from '../inputs.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const tags = ['admin'];

const Query = Type.Object({
  search: Type.Optional(Text({ maxLength: 254, description: 'part of a username, or a whole e-mail address' })),
  active: Type.Optional(Type.Boolean()),
  is_staff: Type.Optional(Type.Boolean()),
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.users }),
  cursor: Type.Optional(Text({ maxLength: limits.usernameLength.max, description: 'from the Link header' })),
});

export function listAccountsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'All accounts, deactivated ones too, by name',
    querystring: Query,
    response: responses({ 200: Type.Array(Account) }),
  };
  app.get('/admin/users', { schema }, async (request, reply) => {
    const { search, active, is_staff: isStaff, limit, cursor: after } = request.query;
    const { accounts, next } = await listAccounts(ctx, { search, active, isStaff, limit, after });
    if (next !== undefined) linkTo(request, reply, 'next', { cursor: next });
    return accounts.map((account) => presentAccount(account, ctx.mediaUrl));
  });
}

export function getAccountRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'One account',
    params: UserParams,
    response: responses({ 200: Account }, 'user_not_found'),
  };
  app.get('/admin/users/:userId', { schema }, async (request) =>
    presentAccount(await viewAccount(ctx, request.params.userId), ctx.mediaUrl),
  );
}

export function changeAccountRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Deactivate an account or take it back, make somebody staff or end that',
    description: 'Who is deactivated is logged out everywhere. The last who is staff stays it.',
    params: UserParams,
    body: Type.Object({ active: Type.Optional(Type.Boolean()), is_staff: Type.Optional(Type.Boolean()) }),
    response: responses({ 200: Account }, 'user_not_found', 'last_staff'),
  };
  app.patch('/admin/users/:userId', { schema }, async (request) => {
    const { active, is_staff: isStaff } = request.body;
    return presentAccount(
      await changeAccount(ctx, request.actor, request.params.userId, { active, isStaff }),
      ctx.mediaUrl,
    );
  });
}
