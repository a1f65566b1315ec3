import type { FieldErrors } from '@besage/contracts';
import type { FastifySchemaValidationError as Violation } from 'fastify';

/** Fields that one answer names; who gets more wrong is told about the rest the next time. */
const FIELDS_MAX = 20;

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

const formatSentences: Record<string, string> = {
  uuid: 'This must be a UUID.',
  'date-time': 'This must be a time in ISO 8601, with its zone.',
  email: 'This must be an e-mail address.',
  uri: 'This must be a URL.',
};

/**
 * Turns what Ajv found into sentences for people, by field: `{ 'participants.0': ['This must be a UUID.'] }`.
 * @param violations Ajv's errors
 * @param whole how to call the input itself, where not one of its fields is wrong but all of it
 */
export function explainValidation(violations: Violation[], whole = 'input'): FieldErrors {
  const fields = new Map<string, Set<string>>();
  for (const violation of withoutUnions(violations)) {
    const field = fieldOf(violation) || whole;
    const sentences = fields.get(field) ?? new Set();
    if (fields.size < FIELDS_MAX || fields.has(field)) fields.set(field, sentences.add(sentenceOf(violation)));
  }
  return Object.fromEntries([...fields].map(([field, sentences]) => [field, [...sentences]]));
}

/**
 * Of a value that fits no branch of a union, Ajv tells what is wrong with it in every branch. What helps is the branch
 * that was meant: the one whose type fits. Where there is none, the types of all branches become one violation.
 */
function withoutUnions(violations: Violation[]): Violation[] {
  let kept = violations;
  for (const union of violations.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    const ofBranches = kept.filter((each) => isInside(each, union));
    const misfits = ofBranches.filter((each) => each.keyword === 'type' && each.instancePath === union.instancePath);
    const noneWasMeant = misfits.length === ofBranches.length;
    const type = misfits.flatMap(({ params }) => params['type']);
    const summary: Violation = { ...union, ...(type.length > 0 && { keyword: 'type', params: { type } }) };
    kept = kept.flatMap((each) => {
      if (each === union) return noneWasMeant ? [summary] : [];
      return misfits.includes(each) ? [] : [each];
    });
  }
  return kept;
}

function isInside(violation: Violation, union: Violation): boolean {
  return (
    violation.schemaPath.startsWith(`${union.schemaPath}/`) && violation.instancePath.startsWith(union.instancePath)
  );
}

/** The path of the field, with dots; empty for the whole input. */
function fieldOf({ instancePath, params }: Violation): string {
  const steps = instancePath.split('/').slice(1).map(unescapePointer);
  const named = params['missingProperty'] ?? params['additionalProperty'];
  return (typeof named === 'string' ? [...steps, named] : steps).join('.');
}

/** Undoes the escapes of a JSON pointer (RFC 6901). */
function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function sentenceOf({ keyword, params }: Violation): string {
  const limit = Number(params['limit']);
  switch (keyword) {
    case 'required':
      return 'This is required.';
    case 'additionalProperties':
      return 'There is no such field.';
    case 'type':
      return `This must be ${nameTypes(params['type'])}.`;
    case 'enum':
      return `This must be one of: ${[params['allowedValues']].flat().join(', ')}.`;
    case 'const':
      return `This must be ${String(params['allowedValue'])}.`;
    case 'format':
      return formatSentences[String(params['format'])] ?? 'This has not the right form.';
    case 'pattern':
      return 'This has not the right form.';
    case 'minLength':
      return limit === 1 ? 'This must not be empty.' : `This must have at least ${limit} characters.`;
    case 'maxLength':
      return `This must have at most ${limit} characters.`;
    case 'minItems':
      return limit === 1 ? 'This must not be empty.' : `This must have at least ${limit} entries.`;
    case 'maxItems':
      return `This must have at most ${limit} entries.`;
    case 'uniqueItems':
      return 'This must not have the same entry twice.';
    case 'minimum':
      return `This must be at least ${limit}.`;
    case 'maximum':
      return `This must be at most ${limit}.`;
    default:
      return 'This is not valid.';
  }
}

/** `a list or a string`; that null would do, too, is not worth saying. */
function nameTypes(types: unknown): string {
  const names = [types].flat().map(String);
  const others = names.filter((name) => name !== 'null');
  return (others.length > 0 ? others : names).map((name) => typeNames[name] ?? name).join(' or ');
}
