/** Shorter keys than HMAC-SHA256's own 32 bytes weaken it (RFC 7518, 3.2). */
const MIN_BYTES = 32;

/** 32 random hexadecimal digits have fewer than this in about one of 30 million cases; words repeated often do. */
const MIN_DISTINCT_CHARACTERS = 8;

/** What examples, tutorials and our own development key call themselves. */
const knownExample = /insecure|change.?(me|this|it)|(your|my|the).?secret|secret.?key|example|password|placeholder/i;

/**
 * Refuses to go on in production without a strong SECRET_KEY; in development every key that is set will do.
 * @param environment `production` or anything else
 * @throws Error named `ConfigError`, whose message says what to set and never holds the key.
 */
export function assertStrongSecret(secretKey: string | undefined, environment: string): void {
  const weakness = environment === 'production' ? findWeakness(secretKey ?? '') : undefined;
  if (weakness === undefined) return;
  const error = new Error(
    `SECRET_KEY ${weakness}. It signs all tokens: set it to ${String(MIN_BYTES)} or more random bytes, ` +
      'for instance the output of `openssl rand -hex 32`, the same for api and realtime.',
  );
  error.name = 'ConfigError';
  throw error;
}

function findWeakness(secretKey: string): string | undefined {
  if (secretKey.trim() === '') return 'is missing';
  if (knownExample.test(secretKey)) return 'is a known example';
  if (Buffer.byteLength(secretKey) < MIN_BYTES) return `is shorter than ${String(MIN_BYTES)} bytes`;
  if (new Set(secretKey).size < MIN_DISTINCT_CHARACTERS) return 'repeats a few characters';
  return undefined;
}
