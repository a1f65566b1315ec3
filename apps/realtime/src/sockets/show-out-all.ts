import { closeCodes } from '@besage/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hub } from './hub.js';

/** Milliseconds between two groups of sockets that are closed. */
const GROUP_EVERY = 50;
/** Sockets of a group at the least. */
const GROUP_MIN = 50;

/**
 * Takes nobody in any more and closes all sockets, which may come back to another gateway. They are spread over some time,
 * so that the other gateways do not get all of them at once.
 *
 * @param spreadMs milliseconds that it may take
 */
export async function showOutAll(hub: Hub, spreadMs: number): Promise<void> {
  hub.isClosing = true;
  const connections = [...hub.all()];
  const groups = Math.max(1, Math.floor(spreadMs / GROUP_EVERY));
  const size = Math.max(GROUP_MIN, Math.ceil(connections.length / groups));
  for (let from = 0; from < connections.length; from += size) {
    if (from > 0) await pause(GROUP_EVERY);
    for (const connection of connections.slice(from, from + size)) connection.close(closeCodes.goingDown, goingDown);
  }
}

export const goingDown = 'This server is going down; come back.';
