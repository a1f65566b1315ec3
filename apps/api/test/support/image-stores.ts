import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';

/** A store as it is outside of the api, to look into it and to take it away. */
export interface TestStore {
  /** What the api needs to know of it. */
  settings: NodeJS.ProcessEnv;
  /** The keys of all that is in it. */
  keys: () => Promise<string[]>;
  break: () => Promise<void>;
  mend: () => Promise<void>;
  close: () => Promise<void>;
}

const bucket = 'besage';

/** A bucket behind a real S3 server. */
export async function aBucket(): Promise<TestStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'besage-s3-'));
  const start = async (port: number): Promise<{ server: S3rver; port: number }> => {
    const server = new S3rver({
      address: '127.0.0.1',
      port,
      silent: true,
      directory: folder,
      configureBuckets: [{ name: bucket, configs: [] }],
    });
    return { server, port: (await server.run()).port };
  };
  let running = await start(0);
  return {
    settings: {
      S3_ENDPOINT: `http://127.0.0.1:${running.port}`,
      S3_REGION: 'us-east-1',
      S3_FORCE_PATH_STYLE: 'true',
      R2_ACCESS_KEY_ID: 'S3RVER',
      R2_SECRET_ACCESS_KEY: 'S3RVER',
      R2_STORAGE_BUCKET_NAME: bucket,
    },
    keys: async () => {
      const suffix = '._S3rver_object';
      const files = await filesIn(path.join(folder, bucket));
      return files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
    },
    break: () => running.server.close(),
    mend: async () => void (running = await start(running.port)),
    close: async () => {
      await running.server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The CDN Worker as CONTRACT.md describes it: anybody reads, who has the key writes, anything else is 403. */
export async function aWorker(): Promise<TestStore> {
  const files = new Map<string, { body: Buffer; contentType: string }>();
  const authKey = 'the key of the Worker';
  const answer = async (request: IncomingMessage): Promise<[number, object?, Buffer?]> => {
    const key = (request.url ?? '').slice(1);
    if (request.method === 'GET') {
      const file = files.get(key);
      return file ? [200, { 'content-type': file.contentType, etag: '"1"' }, file.body] : [404];
    }
    const body = await buffer(request);
    if (request.headers['x-custom-auth-key'] !== authKey || !key.startsWith('media/')) return [403];
    if (request.method === 'DELETE') return [files.delete(key) ? 204 : 404];
    if (request.method !== 'PUT') return [403];
    files.set(key, { body, contentType: request.headers['content-type'] ?? '' });
    return [200];
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, headers = {}, body]) => response.writeHead(status, { ...headers }).end(body));
  });
  const port = await listen(server, 0);
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    settings: { WORKER_URL: `http://127.0.0.1:${port}`, WORKER_AUTH_KEY: authKey },
    keys: () => Promise.resolve([...files.keys()]),
    break: close,
    mend: async () => {
      await listen(server, port);
    },
    close,
  };
}

/** A folder. */
export async function aFolder(): Promise<TestStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'besage-media-'));
  const media = path.join(folder, 'media');
  return {
    settings: { BESAGE_DATA: folder },
    keys: () => filesIn(folder),
    break: async () => {
      await rename(media, path.join(folder, 'away')).catch(() => undefined);
      await writeFile(media, 'no folder');
    },
    mend: async () => {
      await rm(media);
      await rename(path.join(folder, 'away'), media).catch(() => undefined);
    },
    close: () => rm(folder, { recursive: true }),
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
