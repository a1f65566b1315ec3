import path from 'node:path';

/** The root of this clone; `src` and `dist` are equally deep. */
export const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
