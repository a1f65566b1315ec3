import { errorCatalogue, exampleOf, nameSchemas, namedSchemas, type JsonSchema } from '@besage/contracts';
import { ErrorBody } from '../routes/responses.js';

/** Something that has content: a request's body or a response. */
interface Content {
  content?: Record<string, { schema?: JsonSchema; example?: unknown }>;
}

/** What of OpenAPI is read here; the document holds more. */
interface ApiDocument {
  paths?: Record<string, object | undefined> | undefined;
  components?: object | undefined;
}

/** Makes the document of the routes readable: entities by their names, and an example beside every schema. */
export function polishDocument<Document extends ApiDocument>(document: Document): Document {
  for (const operations of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(operations ?? {}) as {
      requestBody?: Content;
      responses?: Record<string, Content>;
    }[]) {
      for (const part of [operation.requestBody, ...Object.values(operation.responses ?? {})]) addExamples(part);
    }
  }
  const { document: paths, schemas } = nameSchemas(document.paths, { ...namedSchemas, Error: ErrorBody });
  return { ...document, paths, components: { ...document.components, schemas } };
}

function addExamples(part: Content | undefined): void {
  for (const media of Object.values(part?.content ?? {})) {
    if (media.schema) media.example = exampleOf(media.schema);
  }
}

/** Every error there is, as a table in Markdown. */
export const errorTable = [
  '| Status | `code` | |',
  '| --- | --- | --- |',
  ...Object.entries(errorCatalogue).map(([code, { status, sentence }]) => `| ${status} | \`${code}\` | ${sentence} |`),
].join('\n');
