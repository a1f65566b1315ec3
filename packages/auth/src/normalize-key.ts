/**
 * The form in which usernames and e-mail addresses are compared and kept unique: two texts that people read as the
 * same give the same key. Not for showing.
 */
export function normalizeKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
