import { createHmac } from 'node:crypto';
import { createSigner, createVerifier } from 'fast-jwt';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const algorithm = 'HS256' as const;
const issuer = 'besage';

/** What every reader of our tokens asks of them, as fast-jwt and @fastify/jwt name it. */
export const verifyOptions = { algorithms: [algorithm], allowedIss: issuer, requiredClaims: ['iss'] };

const namesKey = Compile(Type.Object({ kid: Type.String() }));

export interface KeyringSettings {
  /** Signs, and is read. */
  secretKey: string;
  /** Keys that signed before and are still read. */
  fallbackKeys?: readonly string[];
}

/**
 * Signs JSON Web Tokens (HS256) with one key and reads those of several, so that keys can be rotated while people stay
 * logged in. The header's `kid` names the key and reveals nothing of it: a part of an HMAC under it. A token is read by the
 * key that it names and by no other.
 *
 * - `encode` → the token of these claims.
 * - `decode` → its claims, whether it has run out or not: fast-jwt knows no clock but the system's. Throws when it is none
 *   of ours.
 * - `keyOf` → the key that the header of a token names, unchecked; throws when it is none of ours.
 */
export function createKeyring({ secretKey, fallbackKeys = [] }: KeyringSettings) {
  const encode = createSigner({ key: secretKey, algorithm, kid: keyId(secretKey), iss: issuer });
  const keys = new Map([secretKey, ...fallbackKeys].map((key) => [keyId(key), { key, read: createReader(key) }]));

  const named = (header: unknown) => {
    const known = namesKey.Check(header) ? keys.get(header.kid) : undefined;
    if (!known) throw new Error('the token names no key of ours');
    return known;
  };
  return {
    encode: (claims: object): string => encode(claims),
    decode: (token: string): unknown => named(headerOf(token)).read(token),
    keyOf: (header: unknown): string => named(header).key,
  };
}

/** The name of a key in tokens. */
export function keyId(key: string): string {
  return createHmac('sha256', key).update('besage key id').digest('base64url').slice(0, 8);
}

function createReader(key: string): (token: string) => unknown {
  return createVerifier({ ...verifyOptions, key, ignoreExpiration: true });
}

/** What is said before anything is checked: good for choosing a key, and for nothing else. */
function headerOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
}
