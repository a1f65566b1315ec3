/** Of a token that does not say. */
const UNKNOWN_LIFE = 300_000;

/**
 * How long an access token is good for, by its own claims: a length of time, which no wrong clock spoils.
 *
 * @returns milliseconds from its issue to its end
 */
export function tokenLife(token: string): number {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { iat, exp } = JSON.parse(atob(payload)) as { iat: number; exp: number };
    return exp > iat ? (exp - iat) * 1_000 : UNKNOWN_LIFE;
  } catch {
    return UNKNOWN_LIFE;
  }
}
