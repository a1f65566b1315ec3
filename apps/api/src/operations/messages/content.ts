import { normalizeKey } from '@besage/auth';
import { ServiceError, limits } from '@besage/contracts';

/** Names that one message may mention. */
const MENTIONS_MAX = 50;

/**
 * Checks the text of a message and makes it storable: PostgreSQL holds no null character and no half of a surrogate pair.
 *
 * @param mayBeEmpty a message that carries images needs no text
 * @throws ServiceError `content_required`, `content_too_long`
 */
export function checkContent(content: string, mayBeEmpty = false): string {
  if (content.length > limits.contentLength) throw new ServiceError('content_too_long');
  if (!mayBeEmpty && content.trim() === '') throw new ServiceError('content_required');
  return content.replaceAll('\0', '\uFFFD').toWellFormed();
}

/**
 * The names that a text may mention, as they are compared. A name may hold dots and the like, and a sentence may end
 * behind it: `@ana.` is looked up as `ana.` and as `ana`.
 */
export function mentionKeys(content: string): string[] {
  if (!content.includes('@')) return [];
  const keys = new Set<string>();
  for (const [, name = ''] of content.matchAll(/(?<![\p{L}\p{N}])@([\p{L}\p{N}_.+@-]+)/gu)) {
    keys.add(normalizeKey(name));
    // The look behind keeps it linear: else each of many dots would be a start to try.
    keys.add(normalizeKey(name.replace(/(?<![.+@-])[.+@-]+$/, '')));
    if (keys.size >= MENTIONS_MAX) break;
  }
  return [...keys].slice(0, MENTIONS_MAX);
}
