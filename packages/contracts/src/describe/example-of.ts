/** What of JSON Schema our schemas use. */
export interface JsonSchema {
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  examples?: readonly unknown[];
  default?: unknown;
  format?: string;
  minimum?: number;
  minLength?: number;
  items?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  properties?: Readonly<Record<string, JsonSchema>>;
}

/** A value that fits a schema, made of the examples that its parts carry: what documents show. */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.examples?.length) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0]);
  return exampleOfType(schema, typeof schema.type === 'string' ? schema.type : schema.type?.[0]);
}

function exampleOfType(
  { properties = {}, items, format, minimum = 1, minLength = 0 }: JsonSchema,
  type?: string,
): unknown {
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, exampleOf(property)]));
    case 'array':
      return items ? [exampleOf(items)] : [];
    case 'integer':
    case 'number':
      return minimum;
    case 'boolean':
      return true;
    case 'string':
      return format === 'date-time' ? '2026-11-23T13:09:21.054Z' : 'text'.padEnd(minLength, '.');
    default:
      return null;
  }
}
