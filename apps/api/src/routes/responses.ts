import { errorCatalogue, type ErrorCode } from '@besage/contracts';
import { Type, type TSchema } from 'typebox';

/** The one shape of errors: `detail` and `message` are the same sentence, `code` is stable, `errors` is by field. */
export const ErrorBody = Refusal(Object.keys(errorCatalogue) as ErrorCode[]);

export const Detail = Type.Object({ detail: Type.String() });

/** Errors of certain codes. */
function Refusal(codes: readonly ErrorCode[]) {
  return Type.Object({
    detail: Type.String({ examples: [errorCatalogue.invalid_input.sentence] }),
    message: Type.String({ examples: [errorCatalogue.invalid_input.sentence] }),
    code: Type.Unsafe<string>({ type: 'string', enum: [...codes] }),
    errors: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
  });
}

/**
 * The responses of a route: those named, and what it refuses itself, by code. What is refused before its handler runs,
 * the plugins add that refuse it.
 */
export function responses<T extends Record<number, TSchema>>(named: T, ...codes: ErrorCode[]): T {
  return withRefusals(named, codes);
}

/** Adds refusals to the responses of a route: under each status, the codes that it may come with. */
export function withRefusals<T extends object>(responses: T, codes: readonly ErrorCode[]): T {
  const named = new Map<string, unknown>(Object.entries(responses));
  const statuses = new Set(codes.map((code) => errorCatalogue[code].status));
  const refusals = [...statuses].flatMap((status) => {
    const before = named.has(String(status)) ? codesOf(named.get(String(status))) : [];
    const added = codes.filter((code) => errorCatalogue[code].status === status);
    // A status that is named with another shape keeps it.
    return before ? [[status, Refusal([...new Set([...before, ...added])])] as const] : [];
  });
  return { ...responses, ...Object.fromEntries(refusals) };
}

/** The codes of a response that is a refusal; `undefined` where it is none. */
export function codesOf(response: unknown): ErrorCode[] | undefined {
  const { properties } = response as { properties?: { code?: { enum?: ErrorCode[] } } };
  return properties?.code?.enum;
}
