import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };

export interface Site {
  url: string;
  close: () => void;
}

/** What `@besage/client` is built into: modules that a browser loads as they are. */
const CLIENT = path.resolve(import.meta.dirname, '../../../client/dist');

/** Serves a folder from an origin of its own, as a web export is, and under `/client/` our client. */
export async function servePage(folder: string): Promise<Site> {
  const root = path.join(import.meta.dirname, folder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const ofClient = pathname.startsWith('/client/');
    const file = ofClient
      ? path.join(CLIENT, pathname.slice('/client/'.length))
      : path.join(root, path.basename(pathname) || 'index.html');
    readFile(file).then(
      (content) => response.writeHead(200, { 'content-type': types[path.extname(file)] }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
