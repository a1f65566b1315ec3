import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ask, type Answer } from './support/ask.js';
import { aTime, aToken, anError, anId, sentences } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

const register = (body: object): Promise<Answer> => ask(api, 'POST', '/auth/register/', { body });

let forms = 0;
/** What nobody has registered with yet. */
function aForm() {
  forms += 1;
  return { username: `person${forms}`, email: `person${forms}@example.com`, password: 'correct horse' };
}

test('answers with the account and its first session, and nothing else', async () => {
  const form = aForm();

  const answer = await register({ ...form, password2: form.password });

  expect(answer.statusCode).toBe(201);
  expect(answer.json()).toStrictEqual({
    user: {
      id: anId,
      username: form.username,
      email: form.email,
      profile_img: null,
      created_at: aTime,
      updated_at: aTime,
    },
    access: aToken,
    refresh: aToken,
  });
});

test('what nobody asked for is not taken', async () => {
  const id = '01931f5e-0000-7000-8000-000000000000';
  const more = { id, isStaff: true, is_staff: true, active: false, passwordHash: 'x', usernameKey: 'root' };

  const { user } = (await register({ ...aForm(), ...more })).json<{ user: { id: string; username: string } }>();

  expect(user.id).not.toBe(id);
  const row = await api.ctx.db.user.findUniqueOrThrow({ where: { id: user.id } });
  expect(row).toMatchObject({ isStaff: false, active: true, usernameKey: user.username });
  expect(row.passwordHash).toMatch(/^\$argon2id/);
});

test('the tokens are good for the routes that ask for them', async () => {
  const { access, refresh } = (await register(aForm())).json<{ access: string; refresh: string }>();

  expect((await ask(api, 'GET', '/chats/', { access })).statusCode).toBe(200);
  expect((await ask(api, 'POST', '/auth/token/refresh/', { body: { refresh } })).statusCode).toBe(200);
});

test('keeps an argon2id hash, and of no secret the plain text', async () => {
  const form = { ...aForm(), password: 'Tr0ub4dor&3 in the clear' };

  const { access, refresh } = (await register(form)).json<{ access: string; refresh: string }>();

  const rows = await api.ctx.db.$queryRaw<{ row: string }[]>`
    SELECT u::text AS row FROM users u UNION ALL SELECT s::text FROM sessions s`;
  const everything = rows.map(({ row }) => row).join('\n');
  expect(everything).toContain(form.username);
  expect(everything).toMatch(/\$argon2id\$v=19\$m=\d{5,},t=\d+,p=\d+\$/);
  for (const secret of [form.password, access, refresh, refresh.split('.')[1]!]) {
    expect(everything).not.toContain(secret);
  }
});

test.each([
  ['username', 'capitals', (form: { username: string }) => ({ username: form.username.toUpperCase() })],
  ['username', 'full width', (form: { username: string }) => ({ username: form.username.replace('p', 'ｐ') })],
  ['email', 'capitals', (form: { email: string }) => ({ email: form.email.toUpperCase() })],
])('a taken %s is taken in %s too', async (field, _spelling, respell) => {
  const form = aForm();
  await register(form);

  const answer = await register({ ...aForm(), ...respell(form) });

  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toStrictEqual(anError(`${field}_taken`, { [field]: sentences }));
});

test('of two that want one name at the same moment one gets it', async () => {
  const { username } = aForm();

  const answers = await Promise.all([register({ ...aForm(), username }), register({ ...aForm(), username })]);

  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400]);
  expect(answers.find(({ statusCode }) => statusCode === 400)?.json()).toStrictEqual(
    anError('username_taken', { username: sentences }),
  );
});

test.each([
  ['username', 'ab'],
  ['username', 'a'.repeat(151)],
  ['username', 'with space'],
  ['username', '<script>'],
  // Letters to Unicode, and seen by nobody: Hangul fillers.
  ['username', 'ana\u3164'],
  ['username', '\u115f\u1160\uffa0'],
  ['username', 'an\u200da'],
  ['username', 'nul\0l'],
  // One letter that is compared as eighteen.
  ['username', '\ufdfa'.repeat(9)],
  ['username', 42],
  ['username', null],
  ['email', 'nobody'],
  ['email', 'a@b@example.com'],
  ['email', `${'a'.repeat(250)}@example.com`],
  ['password', 'short'],
  ['password', 'a'.repeat(129)],
  ['password', ['a', 'list']],
  ['password2', 'another password'],
])('refuses as %s: %j', async (field, value) => {
  const before = await api.ctx.db.user.count();

  const answer = await register({ ...aForm(), [field]: value });

  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toStrictEqual(anError('invalid_input', { [field]: sentences }));
  expect(await api.ctx.db.user.count()).toBe(before);
});

test.each(['password', 'P@ssw0rd!', '12345678', 'the-name-1'])(
  'refuses what is easily guessed: %s',
  async (password) => {
    const form = { ...aForm(), email: 'the-name@example.com', password };

    const answer = await register(form);

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toStrictEqual(anError('weak_password', { password: sentences }));
    // The React Native app shows the message, and nothing of the errors.
    const shown = await api.app.inject({ method: 'POST', url: '/expo/api/auth/register/', payload: form });
    expect(shown.json()).toMatchObject({ message: expect.stringMatching(/^password: This is too easy/) as unknown });
    expect(await api.ctx.db.user.count({ where: { usernameKey: form.username } })).toBe(0);
  },
);

test('how hard it must be to guess is a setting', async () => {
  const { config } = api.ctx;
  const before = config.PASSWORD_STRENGTH;
  onTestFinished(() => void (config.PASSWORD_STRENGTH = before));
  expect(before).toBe(2);

  config.PASSWORD_STRENGTH = 0;
  expect((await register({ ...aForm(), password: 'password' })).statusCode).toBe(201);
  config.PASSWORD_STRENGTH = 3;
  expect((await register({ ...aForm(), password: 'long enough' })).statusCode).toBe(400);
});

test('names all that is missing at once', async () => {
  const answer = await register({});

  expect(answer.json()).toStrictEqual(
    anError('invalid_input', { username: sentences, email: sentences, password: sentences }),
  );
});

test.each(['zoë', '李小龍', 'ana.b-c+d@home', '٣٣٣'])('takes the username %s', async (username) => {
  const answer = await register({ ...aForm(), username });

  expect(answer.statusCode).toBe(201);
});

test('a username is nobody else’s address, and an address nobody else’s username', async () => {
  const [one, other] = [aForm(), { ...aForm(), username: 'an.address@example.com' }];
  for (const form of [one, other]) expect((await register(form)).statusCode).toBe(201);

  const asName = await register({ ...aForm(), username: one.email.toUpperCase() });
  const asAddress = await register({ ...aForm(), email: other.username });

  expect([asName.statusCode, asName.json()]).toStrictEqual([400, anError('username_taken', { username: sentences })]);
  expect([asAddress.statusCode, asAddress.json()]).toStrictEqual([400, anError('email_taken', { email: sentences })]);
  const both = 'one.and.the.same@example.com';
  expect((await register({ ...aForm(), username: both, email: both })).statusCode).toBe(201);
});
