export { createLimiter } from './create-limiter.js';
export { normalizeKey } from './normalize-key.js';
export { decoyHash, hashPassword, verifyPassword } from './passwords.js';
export { assertStrongKeys } from './secret-key.js';
export { createTokens, type AccessClaims, type AccessIdentity, type Tokens, type TokenSettings } from './tokens.js';
