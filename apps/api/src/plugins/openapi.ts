import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { App } from '../routes/app-instance.js';
import { errorTable, polishDocument } from '../docs/openapi-document.js';
import { version } from '../version.js';

const description = `Real-time chat: REST for everything, WebSockets for what is live.

Send the access token as \`Authorization: Bearer …\`. Ids are UUIDv7 strings, times are ISO 8601 in UTC with milliseconds,
every path works with and without its trailing slash. Lists are bare arrays; where one is cut, a \`Link\` header leads on.
Errors are \`{detail, code, message, errors?}\`: \`code\` is stable, the sentences are not.

The sockets have pages of their own: [/asyncapi/](/asyncapi/).

## Errors

${errorTable}`;

/** Describes the API by the schemas that check it: `/swagger.json` (OpenAPI 3.1), and `/swagger/` to read and try it. */
export function describeApi(app: App, pagePolicy: string): void {
  app.register(swagger, {
    transformObject: (described) =>
      'openapiObject' in described ? polishDocument(described.openapiObject) : described.swaggerObject,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Besage', version, description },
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
  });
  const uiConfig = { persistAuthorization: true };
  app.register(swaggerUi, { routePrefix: '/swagger', uiConfig, staticCSP: pagePolicy });
  app.get('/swagger.json', { schema: { hide: true } }, () => app.swagger());
}
