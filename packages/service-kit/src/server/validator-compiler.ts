import ajvCompiler from '@fastify/ajv-compiler';
import type { FastifySchemaCompiler } from 'fastify';

type Validate = ReturnType<FastifySchemaCompiler<unknown>>;

/** Values in an input (of fields and lists, at any depth) up to which everything wrong with it is looked for. */
const SMALL_INPUT = 200;

/**
 * Compiles schemas of requests with Fastify's own Ajv. A body is JSON and has types, so a number for a string is an
 * error there; queries, params and headers are all strings and are converted. Fields that a schema does not name stay
 * and are not looked at. Everything that is wrong is told at once, but of a large input only the first thing: else a
 * long list of nonsense would cost much more time than it takes to send.
 */
export function validatorCompiler(): FastifySchemaCompiler<unknown> {
  const ajv = ajvCompiler();
  const build = (coerceTypes: false | 'array', allErrors: boolean) =>
    ajv({}, { customOptions: { removeAdditional: false, allowUnionTypes: true, coerceTypes, allErrors } });
  const forBodies = { thorough: build(false, true), quick: build(false, false) };
  const forStrings = { thorough: build('array', true), quick: build('array', false) };

  return (route) => {
    const { thorough, quick } = route.httpPart === 'body' ? forBodies : forStrings;
    return bySize(thorough(route), () => quick(route));
  };
}

/** Large inputs are rare: what checks them is compiled when the first one comes. */
function bySize(thorough: Validate, compileQuick: () => Validate): Validate {
  let quick: Validate | undefined;
  const validate: Validate = (data: unknown) => {
    const chosen = isSmall(data) ? thorough : (quick ??= compileQuick());
    const result = chosen(data);
    validate.errors = chosen.errors ?? null;
    return result;
  };
  return validate;
}

function isSmall(input: unknown, budget = { left: SMALL_INPUT }): boolean {
  if (typeof input !== 'object' || input === null) return true;
  return Object.values(input).every((value) => {
    budget.left -= 1;
    return budget.left >= 0 && isSmall(value, budget);
  });
}
