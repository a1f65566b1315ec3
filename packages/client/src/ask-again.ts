import { isRefusal, unreachable } from './besage-error.js';
import type { Command } from './socket/line.js';
import type { Connection } from './socket/connection.js';
import type { Store } from './store/store.js';

/** Milliseconds in which there must be an answer. */
const PATIENCE = 15_000;

/**
 * Asks for something that can be asked for twice, again on the next line where one is lost before the answer.
 *
 * @throws BesageError the refusal; `unreachable` where nobody answered in time
 */
export async function askAgain(store: Store, ask: Connection['ask'], command: Command): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(unreachable()), PATIENCE);
  });
  try {
    for (;;) {
      await Promise.race([store.until(({ connection }) => connection === 'online'), tooLate]);
      try {
        await Promise.race([ask(command), tooLate]);
        return;
      } catch (error) {
        if (!isRefusal(error, 'unreachable') || store.getSnapshot().connection === 'online') throw error;
      }
    }
  } finally {
    clearTimeout(timer);
  }
}
