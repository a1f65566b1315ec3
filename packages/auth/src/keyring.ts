import { createHmac } from 'node:crypto';
import { createSigner, createVerifier } from 'fast-jwt';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const algorithm = 'HS256' as const;
const issuer = 'besage';

const jsonHeader = Compile(Type.Object({ kid: Type.Optional(Type.String()) }));

export interface KeyringSettings {
  /** Signs, and is read. */
  secretKey: string;
  /** Keys that signed before and are still read. */
  fallbackKeys?: readonly string[];
}

/**
 * Signs JSON Web Tokens (HS256) with one key and reads those of several, so that keys can be rotated while people stay
 * logged in. The header's `kid` names the key and reveals nothing of it: a part of an HMAC under it. A token is read by the
 * key that it names and by no other; one that names none, by whichever fits.
 *
 * - `encode` → the token of these claims.
 * - `decode` → its claims, whether it has run out or not: fast-jwt knows no clock but the system's. Throws when it is none
 *   of ours.
 */
export function createKeyring({ secretKey, fallbackKeys = [] }: KeyringSettings) {
  const keys = [secretKey, ...fallbackKeys];
  const encode = createSigner({ key: secretKey, algorithm, kid: keyId(secretKey), iss: issuer });
  const readers = new Map(keys.map((key) => [keyId(key), createReader(key)]));

  const decode = (token: string): unknown => {
    const kid = keyIdOf(token);
    if (kid === undefined) return firstOf([...readers.values()], token);
    const read = readers.get(kid);
    if (!read) throw new Error('the token names a key that is none of ours');
    return read(token);
  };
  return { encode: (claims: object): string => encode(claims), decode };
}

type Reader = (token: string) => unknown;

function keyId(key: string): string {
  return createHmac('sha256', key).update('besage key id').digest('base64url').slice(0, 8);
}

function createReader(key: string): Reader {
  return createVerifier({
    key,
    algorithms: [algorithm],
    allowedIss: issuer,
    requiredClaims: ['iss'],
    ignoreExpiration: true,
  });
}

/** What the header says before anything is checked: good for choosing a key, and for nothing else. */
function keyIdOf(token: string): string | undefined {
  const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
  if (!jsonHeader.Check(header)) throw new Error('the header of the token is malformed');
  return header.kid;
}

function firstOf(readers: Reader[], token: string): unknown {
  const errors: unknown[] = [];
  for (const read of readers) {
    try {
      return read(token);
    } catch (error) {
      errors.push(error);
    }
  }
  throw new AggregateError(errors, 'no key fits the token');
}
