import fastifyJwt from '@fastify/jwt';
import { createSigner } from 'fast-jwt';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { keyId } from './keyring.js';
import { createTokens } from './tokens.js';

const settings = { secretKey: '9f2c41d07be85a36c1f0d2e4978b6a53', accessTtl: 900, refreshTtl: 86_400 };
const userId = '01890a5d-ac96-774b-bcce-b302099a8057';
const sessionId = '01890a5d-ac96-774b-bcce-b302099a8058';
const ana = { userId, username: 'ana', sessionId, isStaff: true };
const tokens = createTokens(settings);

/** Asks a server that knows nothing but `jwtOptions` whom it takes the bearer of this token for. */
async function whoIs(token: string, { jwtOptions } = tokens) {
  const app = Fastify();
  await app.register(fastifyJwt, jwtOptions);
  app.get('/', async (request) => request.jwtVerify());
  const response = await app.inject({ url: '/', headers: { authorization: `Bearer ${token}` } });
  await app.close();
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

test('@fastify/jwt reads an access token as verifyAccess does', async () => {
  const token = tokens.signAccess(ana);
  const { expiresAt, ...claims } = tokens.verifyAccess(token);
  expect(await whoIs(token)).toEqual({ status: 200, body: { ...claims, expiresAt: expiresAt.toISOString() } });
});

test('@fastify/jwt reads a token by the key that it names', async () => {
  const rotated = createTokens({ ...settings, secretKey: 'another key', fallbackKeys: [settings.secretKey] });
  expect(await whoIs(tokens.signAccess(ana), rotated)).toMatchObject({ status: 200, body: { userId } });
  expect(await whoIs(rotated.signAccess(ana), rotated)).toMatchObject({ status: 200, body: { userId } });
});

const { secretKey, ...rest } = settings;
const oldTokens = createTokens({ ...settings, clock: () => Date.now() - 901_000 });
const strangers = createTokens({ ...rest, secretKey: 'another key' });
const claims = { typ: 'access', sub: userId, sid: sessionId, username: 'ana', exp: 4_000_000_000 };
const otherAlgorithm = createSigner({ key: secretKey, kid: keyId(secretKey), algorithm: 'HS512', iss: 'besage' })(
  claims,
);

test.each([
  ['a refresh token', tokens.signRefresh(ana).token, { code: 'FST_JWT_AUTHORIZATION_TOKEN_UNTRUSTED' }],
  ['a token that has run out', oldTokens.signAccess(ana), { code: 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED' }],
  ['a token of another key', strangers.signAccess(ana), { message: 'the token names no key of ours' }],
  ['a token of another algorithm', otherAlgorithm, { code: 'FAST_JWT_INVALID_ALGORITHM' }],
])('@fastify/jwt refuses %s', async (_, token, refusal) => {
  expect((await whoIs(token)).body).toMatchObject(refusal);
});
