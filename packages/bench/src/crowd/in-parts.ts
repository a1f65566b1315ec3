/** Columns times rows are parameters, of which Prisma puts 32,766 in a statement; more it would send in several at once. */
const ROWS = 3_000;

/** Rows in parts that one INSERT can carry. */
export function inParts<T>(rows: T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, i) => rows.slice(i * ROWS, (i + 1) * ROWS));
}
