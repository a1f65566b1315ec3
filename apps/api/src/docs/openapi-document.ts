import { STATUS_CODES } from 'node:http';
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
      responses?: Record<string, Content & { description: string }>;
    }[]) {
      const responses = Object.entries(operation.responses ?? {});
      for (const part of [operation.requestBody, ...responses.map(([, response]) => response)]) addExamples(part);
      for (const [status, response] of responses) response.description = describeStatus(status, response.description);
    }
  }
  const { document: paths, schemas } = nameSchemas(document.paths, { ...namedSchemas, Error: ErrorBody });
  return { ...document, paths, components: { ...document.components, schemas } };
}

/** What a status says, where its route says nothing of its own. */
function describeStatus(status: string, said: string): string {
  if (said !== 'Default Response') return said;
  if (status === '4XX') return 'Refused';
  return status === '5XX' ? 'Not possible just now' : (STATUS_CODES[status] ?? said);
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
