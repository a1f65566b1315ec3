import { closeCodes } from '@besage/contracts';
import type { WebSocket } from '@fastify/websocket';
import type { FrameBudget } from './frame-budget.js';

type FrameKind = 'ping' | 'pong' | 'message';

/**
 * Puts out who floods a socket with frames that no session counts: pings, each of which is answered by itself, and pongs,
 * also those that nobody asked for; on sockets that only listen whatever is said there.
 *
 * @returns counts them no more
 */
export function limitFrames(webSocket: WebSocket, kinds: FrameKind[], budget: FrameBudget): () => void {
  const count = (data: Buffer) => {
    if (budget.take(performance.now(), data.length) === 'abuse') {
      webSocket.close(closeCodes.tooFast, 'You send far too many frames.');
    }
  };
  if (!budget.isUnlimited) for (const kind of kinds) webSocket.on(kind, count);
  return () => kinds.forEach((kind) => webSocket.off(kind, count));
}
