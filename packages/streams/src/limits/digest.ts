import { createHash } from 'node:crypto';

/** What stands for a text in a key: short, whatever was sent, and neither a name nor an address to who looks into Redis. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
