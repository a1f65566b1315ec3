import type { FastifyInstance } from 'fastify';

/**
 * Takes a missing or empty body for an empty object where a route expects one, whatever its content type says: many
 * clients announce JSON with every request. What is required in it is then named as missing. Of content types only JSON
 * is read; routes that take others add their parsers.
 */
export function takeEmptyBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body.toString(), done);
  });
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) request.body = {};
    done();
  });
}
