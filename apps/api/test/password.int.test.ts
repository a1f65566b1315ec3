import { newId } from '@besage/service-kit';
import { afterAll, expect, test } from 'vitest';
import { ask } from './support/ask.js';
import { anError, sentences } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

interface LoggedIn {
  user: { id: string };
  access: string;
}
const [oldPassword, newPassword] = ['correct horse battery', 'staple battery horse'];

async function anAccount() {
  const username = `person-${newId()}`;
  const body = { username, email: `${username}@example.com`, password: oldPassword };
  const here = (await ask(api, 'POST', '/auth/register/', { body })).json<LoggedIn>();
  const login = (password: string) => ask(api, 'POST', '/auth/login/', { body: { username, password } });
  const look = async (access: string) => (await ask(api, 'GET', '/chats/', { access })).statusCode;
  const change = (old_password: string, new_password = newPassword) =>
    ask(api, 'POST', '/auth/password/', { access: here.access, body: { old_password, new_password } });
  return { here, login, look, change };
}

test('a changed password ends all other sessions, their sockets too, and lets nobody in by the old one', async () => {
  const { here, login, look, change } = await anAccount();
  const elsewhere = (await login(oldPassword)).json<LoggedIn>();

  const answer = await change(oldPassword);

  expect([answer.statusCode, answer.json()]).toStrictEqual([200, { detail: expect.any(String) as unknown }]);
  expect([await look(here.access), await look(elsewhere.access)]).toEqual([200, 401]);
  expect([(await login(oldPassword)).statusCode, (await login(newPassword)).statusCode]).toEqual([401, 200]);
  const { sessionId } = api.ctx.tokens.verifyAccess(elsewhere.access);
  const ended = api.published.filter((event) => event.type === 'session.ended' && event.user_id === here.user.id);
  expect(ended).toEqual([{ type: 'session.ended', user_id: here.user.id, session_ids: [sessionId] }]);
});

test('with the wrong old one, or too weak a new one, nothing changes', async () => {
  const { login, look, change } = await anAccount();
  const elsewhere = (await login(oldPassword)).json<LoggedIn>();

  const wrong = await change('something else');
  expect([wrong.statusCode, wrong.json()]).toStrictEqual([400, anError('wrong_password')]);
  expect((await change(oldPassword, 'short')).json()).toMatchObject({
    code: 'invalid_input',
    errors: { new_password: [expect.any(String)] },
  });
  const guessable = await change(oldPassword, 'password1');
  expect([guessable.statusCode, guessable.json()]).toStrictEqual([
    400,
    anError('weak_password', { new_password: sentences }),
  ]);

  expect([await look(elsewhere.access), (await login(oldPassword)).statusCode]).toEqual([200, 200]);
});

test('who logs in by the old one in that very moment is in no longer than that', async () => {
  const { login, look, change } = await anAccount();

  const [, ...logins] = await Promise.all([change(oldPassword), login(oldPassword), login(oldPassword)]);

  const inside = logins.filter(({ statusCode }) => statusCode === 200).map((answer) => answer.json<LoggedIn>().access);
  for (const access of inside) expect(await look(access)).toBe(401);
  expect(logins.every(({ statusCode }) => [200, 401].includes(statusCode))).toBe(true);
});
