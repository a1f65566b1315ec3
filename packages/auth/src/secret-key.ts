/** Shorter keys than HMAC-SHA256's own 32 bytes weaken it (RFC 7518, 3.2). */
const MIN_BYTES = 32;

/** 32 random hexadecimal digits have fewer than this in about one of 30 million cases; words repeated often do. */
const MIN_DISTINCT_CHARACTERS = 8;

/** What examples, tutorials and our own development key call themselves. */
const knownExample = /insecure|change.?(me|this|it)|(your|my|the).?secret|secret.?key|example|password|placeholder/i;

export interface KeySettings {
  ENVIRONMENT: string;
  SECRET_KEY: string;
  SECRET_KEY_FALLBACKS: readonly string[];
}

/**
 * Refuses to go on in production without strong keys; in development every key that is set will do.
 *
 * @throws Error named `ConfigError`, whose message says what to set and never holds a key.
 */
export function assertStrongKeys({ ENVIRONMENT, SECRET_KEY, SECRET_KEY_FALLBACKS }: KeySettings): void {
  if (ENVIRONMENT !== 'production') return;
  assertStrong('SECRET_KEY', SECRET_KEY, 'It signs all tokens: set it');
  for (const key of SECRET_KEY_FALLBACKS) {
    assertStrong(
      'A key of SECRET_KEY_FALLBACKS',
      key,
      'Tokens that it signed are believed, too: leave it out, or set it',
    );
  }
}

function assertStrong(name: string, key: string, advice: string): void {
  const weakness = findWeakness(key);
  if (weakness === undefined) return;
  const error = new Error(
    `${name} ${weakness}. ${advice} to ${String(MIN_BYTES)} or more random bytes, ` +
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
