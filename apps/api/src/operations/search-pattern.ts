/** The LIKE pattern for texts that contain this one, taken literally. */
export function containing(text: string): string {
  return `%${literally(text)}%`;
}

/** This text as part of a LIKE pattern: Prisma's `startsWith` and the like make patterns of what they are given. */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Letters and digits that the trigram indexes know a text by. */
const INDEXED_LETTERS = 3;

/** Whether a text is too short for the trigram indexes: to find it, everything is read. */
export function isShort(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < INDEXED_LETTERS;
}
