import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptPort, keptSecret } from '../src/kept-value.js';
import { tempFolder } from './temp-folder.js';

test('a secret stays what it is, for its owner’s eyes', async () => {
  const file = path.join(await tempFolder(), 'secret');
  const secret = await keptSecret(file);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await keptSecret(file)).toBe(secret);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await keptSecret(`${file}-of-another`)).not.toBe(secret);
});

test('a port stays the same until somebody else takes it', async () => {
  const file = path.join(await tempFolder(), 'port');
  const port = await keptPort(file);
  expect(await keptPort(file)).toBe(port);

  const occupant = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void occupant.close());
  await once(occupant, 'listening');
  const other = await keptPort(file);
  expect(other).not.toBe(port);
  expect(Number(await readFile(file, 'utf8'))).toBe(other);
});
