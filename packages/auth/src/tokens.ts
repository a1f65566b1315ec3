import { createHash, randomBytes } from 'node:crypto';
import { Id, ServiceError } from '@besage/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { createKeyring, verifyOptions, type KeyringSettings } from './keyring.js';

const REFRESH_ID_BYTES = 32;

export interface TokenSettings extends KeyringSettings {
  /** Seconds that an access token is good for. */
  accessTtl: number;
  /** Seconds that a refresh token is good for. */
  refreshTtl: number;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** Whom an access token speaks for. */
export interface AccessIdentity {
  userId: string;
  username: string;
  /** The login that the token belongs to. */
  sessionId: string;
  isStaff: boolean;
}

export interface AccessClaims extends AccessIdentity {
  expiresAt: Date;
}

/** The login that a refresh token continues. */
export interface RefreshIdentity {
  sessionId: string;
  userId: string;
}

export interface RefreshToken {
  token: string;
  /** SHA-256 of the token's random id. */
  hash: Buffer;
  expiresAt: Date;
}

/** Ids are compared with those in PostgreSQL, which takes no other for one. */
const shared = { sub: Id, sid: Id, exp: Type.Integer() };
const accessPayload = Compile(
  Type.Object({
    ...shared,
    typ: Type.Literal('access'),
    username: Type.String(),
    staff: Type.Optional(Type.Boolean()),
  }),
);
const refreshPayload = Compile(Type.Object({ ...shared, typ: Type.Literal('refresh'), jti: Type.String() }));

export type Tokens = ReturnType<typeof createTokens>;

/**
 * Makes and reads the two kinds of JSON Web Tokens, under the keys of one {@link createKeyring}: access tokens, which
 * are believed by their signature alone, and refresh tokens, which are good once and whose hash the session keeps. The
 * claim `typ` tells them apart.
 *
 * - `signAccess` → the token.
 * - `verifyAccess` → its claims; throws ServiceError `token_expired` or `not_authenticated`.
 * - `signRefresh` → the token, the hash to keep, and when it runs out.
 * - `verifyRefresh` → its session and hash, to be compared with the kept one; throws ServiceError
 *   `invalid_refresh_token`.
 * - `jwtOptions` → options for @fastify/jwt, whose `request.jwtVerify()` then accepts what `verifyAccess` does and
 *   gives the same claims. (`app.jwt.verify()` does not look at the kind: leave it alone.)
 */
export function createTokens({ accessTtl, refreshTtl, clock = Date.now, ...keys }: TokenSettings) {
  const keyring = createKeyring(keys);
  const { sign, open } = createCodec(keyring, clock);
  const hasPassed = (time: Date) => time.getTime() <= clock();

  return {
    jwtOptions: {
      // With the whole token, not only its claims, the key can be chosen that it names.
      decode: { complete: true },
      secret: (_request: unknown, token: object): Promise<string> =>
        new Promise((resolve) => resolve(keyring.keyOf('header' in token && token.header))),
      verify: verifyOptions,
      // @fastify/jwt lets no error out of `formatUser`, so the kind is checked before.
      trusted: (_request: unknown, payload: unknown): boolean => accessPayload.Check(payload),
      formatUser: toAccessClaims,
    },

    signAccess({ userId, username, sessionId, isStaff }: AccessIdentity): string {
      const staff = isStaff ? { staff: true } : {};
      return sign({ typ: 'access', sub: userId, sid: sessionId, username, ...staff }, accessTtl).token;
    },

    verifyAccess(token: string): AccessClaims {
      const claims = toAccessClaims(open(token, 'not_authenticated'));
      if (hasPassed(claims.expiresAt)) throw new ServiceError('token_expired');
      return claims;
    },

    signRefresh({ sessionId, userId }: RefreshIdentity): RefreshToken {
      const jti = randomBytes(REFRESH_ID_BYTES).toString('base64url');
      const signed = sign({ typ: 'refresh', sub: userId, sid: sessionId, jti }, refreshTtl);
      return { ...signed, hash: hashRefreshId(jti) };
    },

    verifyRefresh(token: string): RefreshIdentity & { hash: Buffer } {
      const claims = open(token, 'invalid_refresh_token');
      if (!refreshPayload.Check(claims) || hasPassed(new Date(claims.exp * 1000))) {
        throw new ServiceError('invalid_refresh_token');
      }
      return { sessionId: claims.sid, userId: claims.sub, hash: hashRefreshId(claims.jti) };
    },
  };
}

/** Signing and reading, before it is known which kind of token it is. */
function createCodec({ encode, decode }: ReturnType<typeof createKeyring>, clock: () => number) {
  const sign = (claims: object, ttl: number) => {
    const iat = Math.floor(clock() / 1000);
    const exp = iat + ttl;
    return { token: encode({ ...claims, iat, exp }), expiresAt: new Date(exp * 1000) };
  };
  const open = (token: string, refusal: 'not_authenticated' | 'invalid_refresh_token'): unknown => {
    try {
      return decode(token);
    } catch (cause) {
      throw new ServiceError(refusal, { cause });
    }
  };
  return { sign, open };
}

/** A random id of 256 bits needs no slow hash: nobody can guess it. */
function hashRefreshId(jti: string): Buffer {
  return createHash('sha256').update(jti).digest();
}

function toAccessClaims(payload: unknown): AccessClaims {
  if (!accessPayload.Check(payload)) throw new ServiceError('not_authenticated');
  return {
    userId: payload.sub,
    username: payload.username,
    sessionId: payload.sid,
    isStaff: payload.staff === true,
    expiresAt: new Date(payload.exp * 1000),
  };
}
