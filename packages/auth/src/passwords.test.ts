import { expect, test } from 'vitest';
import { decoyHash, hashPassword, verifyPassword } from './passwords.js';

const costPrefix = '$argon2id$v=19$m=19456,t=2,p=1$';

test('a password fits its own hash only', async () => {
  const hashed = await hashPassword('correct horse');
  expect(hashed.startsWith(costPrefix)).toBe(true);
  expect(await verifyPassword(hashed, 'correct horse')).toBe(true);
  expect(await verifyPassword(hashed, 'correct Horse')).toBe(false);
  expect(await verifyPassword(hashed, '')).toBe(false);
});

test('the same password hashed twice gives two hashes', async () => {
  expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
});

test('composed and decomposed letters are the same password', async () => {
  const hashed = await hashPassword('caf\u00e9 \uff21');
  expect(await verifyPassword(hashed, 'cafe\u0301 A')).toBe(true);
});

test.each(['', 'plain', costPrefix, `${costPrefix}AAAA$`, '$2b$12$abcdefghijklmnopqrstuv'])(
  'a hash that cannot be read fits no password: %j',
  async (malformed) => {
    expect(await verifyPassword(malformed, 'anything')).toBe(false);
  },
);

test('the decoy costs what a real hash costs and fits nothing', async () => {
  expect(decoyHash.startsWith(costPrefix)).toBe(true);
  expect(decoyHash).toHaveLength((await hashPassword('x')).length);
  expect(await verifyPassword(decoyHash, '')).toBe(false);
});

test('a flood is refused at the door, not piled up', async () => {
  const asked = Array.from({ length: 103 }, () => verifyPassword('unreadable', 'x'));
  const answers = await Promise.allSettled(asked);
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(102);
  expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfter: 1 } });
});
