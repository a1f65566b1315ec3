import { createHmac } from 'node:crypto';
import { createSigner, type Algorithm } from 'fast-jwt';
import { expect, test } from 'vitest';
import { createKeyring } from './keyring.js';

const oldKey = '9f2c41d07be85a36c1f0d2e4978b6a53';
const newKey = '1c0a7f6be93d4852a6f1e0c3b5d7924e';
const claims = { typ: 'access', sub: 'ana' };

const before = createKeyring({ secretKey: oldKey });
const rotated = createKeyring({ secretKey: newKey, fallbackKeys: [oldKey] });
const after = createKeyring({ secretKey: newKey });

const headerOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
const kidOf = (token: string) => (headerOf(token) as { kid: string }).kid;

/** A token with the header that somebody wishes, signed rightly with a key. */
function forge(header: unknown, key: string): string {
  const parts = [header, { ...claims, iss: 'besage' }];
  const unsigned = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`;
}

test('while a key is rotated, tokens of the old one are read and new ones are signed with the new one', () => {
  const [old, fresh] = [before.encode(claims), rotated.encode(claims)];
  expect([rotated.decode(old), rotated.decode(fresh)]).toMatchObject([claims, claims]);
  expect(kidOf(fresh)).not.toBe(kidOf(old));
  expect(kidOf(fresh)).toBe(kidOf(after.encode(claims)));
});

test('once the old key is gone its tokens are worth nothing', () => {
  expect(after.decode(rotated.encode(claims))).toMatchObject(claims);
  expect(() => after.decode(before.encode(claims))).toThrow('no key of ours');
});

test('before a key signs, it can be read everywhere', () => {
  const prepared = createKeyring({ secretKey: oldKey, fallbackKeys: [newKey] });
  expect(kidOf(prepared.encode(claims))).toBe(kidOf(before.encode(claims)));
  expect(prepared.decode(after.encode(claims))).toMatchObject(claims);
});

test('the name of a key is short and made of nothing that the key is', () => {
  const kid = kidOf(before.encode(claims));
  expect(kid).toMatch(/^[\w-]{8}$/);
  expect(oldKey).not.toContain(kid);
  expect(Buffer.from(oldKey).toString('base64url')).not.toContain(kid);
});

const names = { old: kidOf(before.encode(claims)), new: kidOf(rotated.encode(claims)) };
const signedBy = (algorithm: Algorithm, kid: string) =>
  createSigner({ key: newKey, algorithm, kid, iss: 'besage' })(claims);

test('what is refused below is only what was changed', () => {
  expect(rotated.decode(forge({ alg: 'HS256', typ: 'JWT', kid: names.new }, newKey))).toMatchObject(claims);
});

test.each([
  ['names a key that is none of ours', forge({ alg: 'HS256', kid: 'AAAAAAAA' }, newKey)],
  ['names the empty key', forge({ alg: 'HS256', kid: '' }, newKey)],
  ['names what every object has', forge({ alg: 'HS256', kid: 'constructor' }, newKey)],
  ['names another key than the one that signed', forge({ alg: 'HS256', kid: names.old }, newKey)],
  ['is signed with the name of the key', forge({ alg: 'HS256', kid: names.new }, names.new)],
  ['names no key', createSigner({ key: newKey, algorithm: 'HS256', iss: 'besage' })(claims)],
  ['names a key by no string', forge({ alg: 'HS256', kid: [names.new] }, newKey)],
  ['has null for a header', forge(null, newKey)],
  ['has no algorithm', forge({ kid: names.new }, newKey)],
  ['has the algorithm none', forge({ alg: 'none', kid: names.new }, newKey)],
  ['has the algorithm none, and no signature', forge({ alg: 'none', kid: names.new }, newKey).replace(/[^.]*$/, '')],
  ['has another algorithm', signedBy('HS512', names.new)],
  ['is empty', ''],
  ['is no token', 'nonsense'],
])('a token that %s is refused', (_what, token) => {
  expect(() => rotated.decode(token)).toThrow();
});
