import { expect, test } from 'vitest';
import { judgePassword } from './judge-password.js';

const owner = { username: 'Marianne.Quiroga', email: 'quiroga@wanderverein.example' };
const judge = (plain: string, minimum = 2) => judgePassword(plain, owner, minimum);
const tooEasy = 'This is too easy to guess.';

test.each([
  'password',
  'Passw0rd!',
  'qwertyuiop',
  '12345678',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'abcdefgh',
  '19901224',
  'ｐａｓｓｗｏｒｄ',
])('weak: %s', async (plain) => {
  const [first, ...help] = await judge(plain);
  expect(first).toBe(tooEasy);
  expect(help.length).toBeGreaterThan(0);
  for (const sentence of help) expect(sentence).toMatch(/^[A-Z].+\.$/);
});

test.each(['correct horse', 'long enough', 'something else', 'x7#Kd93!pq', 'wanderlust am montag', '一起去爬山吧好吗'])(
  'strong enough: %s',
  async (plain) => {
    expect(await judge(plain)).toEqual([]);
  },
);

test.each(['marianne.quiroga', 'Quiroga1990', 'wanderverein', 'quiroga@wanderverein.example', 'besage123'])(
  'what is known of its owner makes it weak: %s',
  async (plain) => {
    expect((await judge(plain))[0]).toBe(tooEasy);
  },
);

test('of somebody else it is not', async () => {
  expect(await judgePassword('marianne.quiroga', { username: 'ben', email: 'ben@example.com' }, 2)).toEqual([]);
});

test('how strong it must be is said by the caller; with 0 everything will do', async () => {
  expect(await judge('long enough', 3)).not.toEqual([]);
  expect(await judge('correct horse battery', 4)).toEqual([]);
  expect(await judge('password', 0)).toEqual([]);
});

test('what lies behind the part that is looked at costs nothing and saves nothing', async () => {
  const weakStart = 'password'.repeat(5);
  expect(weakStart).toHaveLength(40);
  expect(await judge(`${weakStart}x7#Kd93!pq`)).toEqual(await judge(weakStart));
});
