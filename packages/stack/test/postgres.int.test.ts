import { spawn } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../src/free-port.js';
import { startPostgres } from '../src/postgres.js';
import type { Server } from '../src/server.js';
import { tempFolder } from './temp-folder.js';

async function start(dataDir: string, port: number): Promise<Server> {
  const server = await startPostgres({ dataDir, port, durable: false, log: () => undefined });
  onTestFinished(() => server.stop());
  await server.ready;
  return server;
}

async function query(server: Server, sql: string): Promise<unknown[][]> {
  const client = new pg.Client(server.url);
  await client.connect();
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
  await client.end();
  return rows;
}

test('data, address and password outlive an orderly end and a crash', async () => {
  const [folder, port] = [await tempFolder(), await freePort()];
  const first = await start(folder, port);
  await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  expect(await first.exited).toEqual({ code: 0, signal: null });

  const second = await start(folder, port);
  expect(second.url).toBe(first.url);
  const cluster = path.join(folder, 'cluster');
  const lockFile = path.join(cluster, 'postmaster.pid');
  const lock = await readFile(lockFile, 'utf8');
  second.kill('SIGKILL');
  await second.exited;

  // The worst that a crash leaves: its process id went to another process of the same user.
  const { uid, gid } = await stat(cluster);
  const stranger = spawn('sleep', ['60'], { uid, gid });
  onTestFinished(() => void stranger.kill());
  await writeFile(lockFile, lock.replace(/^\d+/, String(stranger.pid)));
  const third = await start(folder, port);
  expect(await query(third, 'SELECT answer FROM kept')).toEqual([[42]]);
});

test('a second one on the same folder is refused with the process id of the first', async () => {
  const [folder, port] = [await tempFolder(), await freePort()];
  const first = await start(folder, port);
  await expect(start(folder, port)).rejects.toThrow(`process ${first.pid}`);
  expect(await query(first, 'SELECT 1')).toEqual([[1]]);
});

test('the same on every machine: Unicode rules, loopback only, its own password', async () => {
  const server = await start(await tempFolder(), await freePort());
  expect(await query(server, `SELECT upper('ñandú'), length('🎈'), 'É' ILIKE 'é'`)).toEqual([['ÑANDÚ', 1, true]]);
  expect(await query(server, 'SHOW listen_addresses')).toEqual([['127.0.0.1']]);
  const url = Object.assign(new URL(server.url), { password: 'wrong' }).href;
  await expect(query({ ...server, url }, 'SELECT 1')).rejects.toThrow('password authentication failed');
});
