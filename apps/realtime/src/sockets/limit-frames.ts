import { closeCodes } from '@besage/contracts';
import type { WebSocket } from '@fastify/websocket';
import type { FrameBudget } from './frame-budget.js';

/**
 * Puts out who floods a socket with frames that no session counts: pings, each of which is answered by itself, and on
 * sockets that only listen whatever is said there.
 *
 * @returns counts them no more
 */
export function limitFrames(webSocket: WebSocket, kind: 'ping' | 'message', budget: FrameBudget): () => void {
  const count = () => {
    if (budget.take(performance.now()) === 'abuse') {
      webSocket.close(closeCodes.tooFast, 'You send far too many frames.');
    }
  };
  if (!budget.isUnlimited) webSocket.on(kind, count);
  return () => webSocket.off(kind, count);
}
