import { setTimeout as pause } from 'node:timers/promises';
import { entryOf, isForNow, readAfter } from './rest.js';
import type { ChatRef, ClientOptions } from './client.js';

/**
 * Reads a chat's history over REST from behind `after` to its end, at any api, however often it takes.
 *
 * @param isWanted asked before each request and after it
 * @returns the `seq` of the newest message; undefined when nobody wants to know any more
 */
export async function readHistory(
  { record, token, doors, random }: ClientOptions,
  { chat, id }: ChatRef,
  after: number,
  isWanted: () => boolean,
): Promise<number | undefined> {
  let last = after;
  while (isWanted()) {
    const page = await readAfter(random.pick(doors.apis), token, id, last);
    if (!isWanted()) break; // it says nothing of what came since
    if ('refused' in page) {
      if (!isForNow(page.refused)) record.complain(`history was refused: ${JSON.stringify(page.refused)}`);
      await pause(random.between(200, 1_000));
      continue;
    }
    for (const message of page.messages) record.read(chat, entryOf(message));
    last = page.messages.at(-1)?.seq ?? last;
    if (!page.isLast) continue;
    record.readTo(chat, last);
    return last;
  }
  return undefined;
}
