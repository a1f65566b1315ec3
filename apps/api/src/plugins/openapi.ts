import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
  // Written once: it is large, and to whoever asks for it often each time anew would be most of what we do.
  let written: string | undefined;
  const send = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.type('application/json; charset=utf-8').send((written ??= JSON.stringify(app.swagger())));
  app.register(swaggerUi, {
    routePrefix: '/swagger',
    uiConfig,
    staticCSP: pagePolicy,
    uiHooks: {
      preHandler: (request, reply, done) => {
        if (request.routeOptions.url === '/swagger/json') send(request, reply);
        else done();
      },
    },
  });
  app.get('/swagger.json', { schema: { hide: true } }, send);
}
