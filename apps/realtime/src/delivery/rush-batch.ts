/** Milliseconds that a question to PostgreSQL takes at the least: those who come in a rush share few. */
export const RUSH_BATCH = 5;
