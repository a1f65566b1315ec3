import { closeCodes } from '@besage/contracts';
import type { WebSocket } from '@fastify/websocket';
import { FrameBudget } from './frame-budget.js';

/**
 * Puts out who floods a socket with frames that no session counts: pings, each of which is answered by itself, and on
 * sockets that only listen whatever is said there.
 *
 * @param rate frames a second; 0 for any number
 */
export function limitFrames(webSocket: WebSocket, kind: 'ping' | 'message', rate: number): void {
  if (rate === 0) return;
  // Most sockets never send one.
  let budget: FrameBudget | undefined;
  webSocket.on(kind, () => {
    budget ??= new FrameBudget(rate);
    if (budget.take(performance.now()) === 'abuse') {
      webSocket.close(closeCodes.tooFast, 'You send far too many frames.');
    }
  });
}
