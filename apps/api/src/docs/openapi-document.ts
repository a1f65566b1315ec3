import { STATUS_CODES } from 'node:http';
import { ServiceError, errorCatalogue, exampleOf, nameSchemas, namedSchemas, type ErrorCode } from '@besage/contracts';
import { ErrorBody, codesOf } from '../routes/responses.js';

interface Media {
  schema?: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

/** Something that has content: a request's body or a response. */
interface Content {
  content?: Record<string, Media>;
}

type Response = Content & { description: string };

interface Operation {
  requestBody?: Content;
  responses: Record<string, Response>;
}

/** What of OpenAPI is read here; the document holds more. */
interface ApiDocument {
  paths?: Record<string, object | undefined> | undefined;
  components?: object | undefined;
}

/** Makes the document of the routes readable: entities by their names, and an example beside every schema. */
export function polishDocument<Document extends ApiDocument>(document: Document): Document {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path ?? {}) as Operation[]);
  for (const { requestBody } of operations) addExamples(requestBody);
  // Two methods of one route share their responses.
  const responses = new Map(operations.flatMap(({ responses }) => Object.entries(responses).map(([s, r]) => [r, s])));
  for (const [response, status] of responses) polishResponse(status, response);
  const { document: paths, schemas } = nameSchemas(document.paths, { ...namedSchemas, Error: ErrorBody });
  return { ...document, paths, components: { ...document.components, schemas } };
}

function polishResponse(status: string, response: Response): void {
  const [media] = Object.values(response.content ?? {});
  const codes = codesOf(media?.schema ?? {});
  if (media && codes) return describeRefusals(response, media, codes);
  addExamples(response);
  if (response.description === 'Default Response') response.description = STATUS_CODES[status] ?? status;
}

/** A refusal is an `Error`, of which the codes are told one by one. */
function describeRefusals(response: Response, media: Media, codes: ErrorCode[]): void {
  response.description = codes.map((code) => `- \`${code}\`: ${errorCatalogue[code].sentence}`).join('\n');
  media.schema = { allOf: [ErrorBody, { properties: { code: { enum: codes } } }] };
  media.examples = Object.fromEntries(codes.map((code) => [code, { value: new ServiceError(code).toBody() }]));
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
