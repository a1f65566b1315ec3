import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Address } from '../../src/address.js';

/** Sends one command to Redis, words separated by blanks, and gives what comes back, as it comes over the wire. */
export async function askRedis(redis: Address, command: string): Promise<string> {
  const answers = redis.url.split(',').map((url) => askNode(url, command));
  return (await Promise.all(answers)).join('');
}

async function askNode(url: string, command: string): Promise<string> {
  const { hostname, port, password } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.end(`AUTH ${password}\r\n${command}\r\nQUIT\r\n`);
  return text(socket);
}
