import { errorCatalogue } from '@besage/contracts';
import { Type, type TSchema } from 'typebox';

/** The one shape of errors: `detail` and `message` are the same sentence, `code` is stable, `errors` is by field. */
export const ErrorBody = Type.Object({
  detail: Type.String({ examples: [errorCatalogue.invalid_input.sentence] }),
  message: Type.String({ examples: [errorCatalogue.invalid_input.sentence] }),
  code: Type.Unsafe<string>({ type: 'string', enum: Object.keys(errorCatalogue) }),
  errors: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
});

export const Detail = Type.Object({ detail: Type.String() });

/** The responses of a route: those named, and errors. */
export function responses<T extends Record<number, TSchema>>(named: T): T & { '4xx': TSchema; '5xx': TSchema } {
  return { ...named, '4xx': ErrorBody, '5xx': ErrorBody };
}
