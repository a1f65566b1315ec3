/**
 * Moves schemas that occur everywhere out of a document into its `components`: each occurrence becomes a reference by
 * name. They are found by what they say, since some tools copy schemas. The document is not changed but copied.
 */
export function nameSchemas<Document>(
  document: Document,
  named: Readonly<Record<string, object>>,
): { document: Document; schemas: Record<string, unknown> } {
  const nameOf = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]));
  const replace = (value: unknown): unknown => {
    const name = nameOf.get(JSON.stringify(value));
    return name === undefined ? inside(value) : { $ref: `#/components/schemas/${name}` };
  };
  const inside = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(replace);
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replace(entry)]));
  };
  const schemas = Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, inside(schema)]));
  return { document: inside(document) as Document, schemas };
}
