/** The LIKE pattern for texts that contain this one, taken literally. */
export function containing(text: string): string {
  return `%${literally(text)}%`;
}

/** This text as part of a LIKE pattern: Prisma's `startsWith` and the like make patterns of what they are given. */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
