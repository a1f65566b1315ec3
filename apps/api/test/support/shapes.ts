import { expect } from 'vitest';

/** A UUIDv7 as a string. */
export const anId: unknown = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);

/** ISO 8601 in UTC with milliseconds. */
export const aTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** A JSON Web Token. */
export const aToken: unknown = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);

/** The one shape of errors. `detail` and `message` are the same sentence. */
export function anError(code: string, errors?: Record<string, unknown>): unknown {
  const sentence: unknown = expect.stringMatching(/^[A-Z].+[.;]/);
  return { code, detail: sentence, message: sentence, ...(errors && { errors }) };
}

/** The sentences about one field. */
export const sentences: unknown = expect.arrayContaining([expect.stringMatching(/\.$/)]);
