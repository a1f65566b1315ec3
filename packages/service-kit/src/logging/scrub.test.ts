import { expect, test } from 'vitest';
import { scrub } from './scrub.js';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

test.each([
  ['postgresql://besage:hunter2@db:5432/besage', 'postgresql://[hidden]@db:5432/besage'],
  ['postgres://u:not/en@coded#@db/besage refused', 'postgres://[hidden]@db/besage refused'],
  [String.raw`"postgres://u:with\"quote@db/besage"`, '"postgres://[hidden]@db/besage"'],
  ['redis://:hunter2@cache:6379', 'redis://[hidden]@cache:6379'],
  ['rediss://u:hunter2@cache', 'rediss://[hidden]@cache'],
  ['https://key:hunter2@s3.example.com/x', 'https://[hidden]@s3.example.com/x'],
  ['/ws/chat/1/?token=hunter2&x=1', '/ws/chat/1/?token=[hidden]&x=1'],
  ['/x?a=1&access_token=hunter2', '/x?a=1&access_token=[hidden]'],
  ['?X-Amz-Signature=hunter2', '?X-Amz-Signature=[hidden]'],
  [`Bearer ${jwt}`, 'Bearer [hidden]'],
  [`unexpected ${jwt}, sorry`, 'unexpected [hidden], sorry'],
  ['{"password":"hunter2"}', '{"password":"[hidden]"}'],
  [String.raw`{"password2":"hun\"ter2","a":1}`, '{"password2":"[hidden]","a":1}'],
  ['{"deep":{"refresh":"hunter2"}}', '{"deep":{"refresh":"[hidden]"}}'],
  ['{"access":"hunter2"}', '{"access":"[hidden]"}'],
  ['{"SECRET_KEY":"hunter2"}', '{"SECRET_KEY":"[hidden]"}'],
  ['{"R2_SECRET_ACCESS_KEY":"hunter2"}', '{"R2_SECRET_ACCESS_KEY":"[hidden]"}'],
  ['{"x-custom-auth-key":"hunter2"}', '{"x-custom-auth-key":"[hidden]"}'],
  ['{"Authorization":"Basic hunter2"}', '{"Authorization":"[hidden]"}'],
  ['{"set-cookie":["a=hunter2","b=hunter2"]}', '{"set-cookie":"[hidden]"}'],
  [`{"token":"${'x'.repeat(20_000)}"}`, '{"token":"[hidden]"}'],
  ['{"passwordHash":"$argon2id$hunter2"}', '{"passwordHash":"[hidden]"}'],
])('%s', (text, scrubbed) => {
  expect(scrub(text)).toBe(scrubbed);
});

test.each([
  'https://example.com:3000/chats/@me',
  'ana@example.com wrote to https://example.com/a',
  'postgresql://db:5432/besage',
  'It is where PostgreSQL is: postgresql://user:password@host:5432/database, in which …',
  'It is where Redis is: redis://:password@host:6379, in which …',
  '{"tokenCount":3,"path":"/api/auth/token/refresh/","msg":"password changed"}',
  '/api/users/?search=token&limit=20',
])('is left as it is: %s', (text) => {
  expect(scrub(text)).toBe(text);
});

test('no text takes long, however it is made', () => {
  const parts = [
    '-eyJ',
    '://',
    'postgres://a',
    '"secret":[',
    '"secret":"',
    '"secret":["x","x',
    '&token',
    '?',
    '/password',
    '@',
    '\\',
  ];
  const milliseconds = parts.map((part) => {
    const text = part.repeat(32_768 / part.length);
    const start = process.cpuUsage();
    scrub(text);
    return process.cpuUsage(start).user / 1000;
  });
  expect(Math.max(...milliseconds)).toBeLessThan(200);
});
