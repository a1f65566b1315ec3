/** Log entries that are read at once. */
export const LOG_PAGE = 300;
