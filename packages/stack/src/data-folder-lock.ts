import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { StartupError } from './startup-error.js';

/**
 * Takes a data folder for this process until it ends. The lock is a socket on which its holder answers with its process
 * id: unlike a file with that number it can neither be left behind nor be mistaken for another process's.
 *
 * @throws StartupError that names the process that has it
 */
export async function lockDataFolder(runDir: string): Promise<void> {
  const address = socketAddress(path.join(runDir, 'start.sock'));
  const holder = await askHolder(address);
  if (holder !== undefined) {
    throw new StartupError(
      `Process ${holder} runs Besage on this data folder already: set BESAGE_DATA to another one.`,
    );
  }
  await rm(address, { force: true });
  const server = createServer((socket) => socket.end(String(process.pid)));
  server.listen(address);
  await once(server, 'listening');
  server.unref();
}

async function askHolder(address: string): Promise<string | undefined> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
  } catch {
    return undefined;
  }
  socket.setTimeout(1000, () => socket.destroy());
  return text(socket).catch(() => 'that is paused');
}

/** The path of a socket has room for some 100 bytes, and the one from here is often the shorter. */
function socketAddress(file: string): string {
  const relative = path.relative(process.cwd(), file);
  const address = relative.length < file.length ? relative : file;
  if (Buffer.byteLength(address) <= 100) return address;
  throw new StartupError(`The path of BESAGE_DATA is too long for the sockets of this system: ${address}`);
}
