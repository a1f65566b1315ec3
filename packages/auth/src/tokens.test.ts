import { createSigner, type Algorithm } from 'fast-jwt';
import { expect, test } from 'vitest';
import { keyId } from './keyring.js';
import { createTokens } from './tokens.js';

const secretKey = '9f2c41d07be85a36c1f0d2e4978b6a53';
const settings = { secretKey, accessTtl: 900, refreshTtl: 86_400 };
const userId = '01890a5d-ac96-774b-bcce-b302099a8057';
const sessionId = '01890a5d-ac96-774b-bcce-b302099a8058';
const ana = { userId, username: 'ana', sessionId, isStaff: false };
const session = { sessionId, userId };

/** Tokens under a clock that stands still until it is moved. */
function tokensAt(start: number) {
  let now = start;
  const tokens = createTokens({ ...settings, clock: () => now });
  return { ...tokens, moveTo: (time: number) => (now = time) };
}

const part = (token: string, index: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());

/** A token signed with the right key, with whatever claims. */
function forge(claims: object, signing: { key?: string; iss?: string; algorithm?: Algorithm } = {}) {
  return createSigner({ key: secretKey, kid: keyId(secretKey), algorithm: 'HS256', iss: 'besage', ...signing })(claims);
}

const soon = Math.floor(Date.now() / 1000) + 900;
const accessClaims = { typ: 'access', sub: userId, sid: sessionId, username: 'ana', exp: soon };
const refreshClaims = { typ: 'refresh', sub: userId, sid: sessionId, jti: 'x', exp: soon };

test('an access token gives back whom it was signed for', () => {
  const tokens = tokensAt(1_800_000_000_000);
  const expiresAt = new Date(1_800_000_900_000);
  expect(tokens.verifyAccess(tokens.signAccess(ana))).toEqual({ ...ana, expiresAt });
  const staff = { ...ana, isStaff: true };
  expect(tokens.verifyAccess(tokens.signAccess(staff))).toEqual({ ...staff, expiresAt });
});

test('header and claims are as documented', () => {
  const tokens = tokensAt(1_800_000_000_000);
  const token = tokens.signAccess(ana);
  expect(part(token, 0)).toEqual({ alg: 'HS256', typ: 'JWT', kid: expect.stringMatching(/^[\w-]{8}$/) as string });
  expect(part(token, 1)).toEqual({
    typ: 'access',
    sub: userId,
    sid: sessionId,
    username: 'ana',
    iss: 'besage',
    iat: 1_800_000_000,
    exp: 1_800_000_900,
  });
});

test('another key has another kid', () => {
  const other = createTokens({ ...settings, secretKey: `${secretKey}!` });
  expect(part(other.signAccess(ana), 0)).not.toEqual(part(createTokens(settings).signAccess(ana), 0));
});

test('an access token runs out on the second', () => {
  const tokens = tokensAt(1_800_000_000_000);
  const token = tokens.signAccess(ana);
  tokens.moveTo(1_800_000_899_999);
  expect(tokens.verifyAccess(token).userId).toBe(userId);
  tokens.moveTo(1_800_000_900_000);
  expect(() => tokens.verifyAccess(token)).toThrow(expect.objectContaining({ code: 'token_expired' }));
});

test('a refresh token gives back its session and the hash that was kept', () => {
  const tokens = tokensAt(1_800_000_000_000);
  const { token, hash, expiresAt } = tokens.signRefresh(session);
  expect(tokens.verifyRefresh(token)).toEqual({ ...session, hash });
  expect(hash).toHaveLength(32);
  expect(expiresAt).toEqual(new Date(1_800_086_400_000));
});

test('two refresh tokens of one session, made in the same second, differ', () => {
  const tokens = tokensAt(1_800_000_000_000);
  const [first, second] = [tokens.signRefresh(session), tokens.signRefresh(session)];
  expect(first.hash.equals(second.hash)).toBe(false);
});

test('a refresh token that has run out is not valid', () => {
  const tokens = tokensAt(1_800_000_000_000);
  const { token } = tokens.signRefresh(session);
  tokens.moveTo(1_800_086_400_000);
  expect(() => tokens.verifyRefresh(token)).toThrow(expect.objectContaining({ code: 'invalid_refresh_token' }));
});

/** A token without signature, as the algorithm `none` has it. */
const unsigned = [
  { alg: 'none', typ: 'JWT' },
  { ...accessClaims, iss: 'besage' },
]
  .map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'))
  .join('.');

test.each([
  ['nothing', ''],
  ['no token', 'abc'],
  ['no token in three parts', 'a.b.c'],
  ['a refresh token', createTokens(settings).signRefresh(session).token],
  ['another key', forge(accessClaims, { key: `${secretKey}!` })],
  ['another issuer', forge(accessClaims, { iss: 'somebody' })],
  ['no signature', `${unsigned}.`],
  ['another algorithm', forge(accessClaims, { algorithm: 'HS512' })],
  ['no kind', forge({ ...accessClaims, typ: undefined })],
  ['no session', forge({ ...accessClaims, sid: undefined })],
  ['no id of a session', forge({ ...accessClaims, sid: 'nonsense' })],
  ['no expiry', forge({ ...accessClaims, exp: undefined })],
])('as access token is refused: %s', (_, token) => {
  expect(() => createTokens(settings).verifyAccess(token)).toThrow(
    expect.objectContaining({ name: 'ServiceError', code: 'not_authenticated' }),
  );
});

test('what is refused above is only what was changed', () => {
  expect(createTokens(settings).verifyAccess(forge(accessClaims)).userId).toBe(userId);
  expect(createTokens(settings).verifyRefresh(forge(refreshClaims)).userId).toBe(userId);
});

test.each([
  ['nothing', ''],
  ['an access token', createTokens(settings).signAccess(ana)],
  ['another key', forge(refreshClaims, { key: `${secretKey}!` })],
  ['no id', forge({ ...refreshClaims, jti: undefined })],
  ['no id of a session', forge({ ...refreshClaims, sid: 'nonsense' })],
])('as refresh token is refused: %s', (_, token) => {
  expect(() => createTokens(settings).verifyRefresh(token)).toThrow(
    expect.objectContaining({ name: 'ServiceError', code: 'invalid_refresh_token' }),
  );
});
