import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { App } from '../../src/routes/app-instance.js';
import { ErrorBody } from '../../src/routes/responses.js';

/**
 * Compares every JSON that the api answers from now on with the schema that the route gives for the status: what clients
 * are promised by `/swagger.json`. Fields that the schema does not have never get out, Fastify sees to that.
 *
 * @returns what did not fit, growing
 */
export function watchResponses(app: App): string[] {
  const misfits: string[] = [];
  const validators = new WeakMap<TSchema, ReturnType<typeof Compile>>();
  const validatorOf = (schema: TSchema) => {
    const validator = validators.get(schema) ?? Compile(schema);
    validators.set(schema, validator);
    return validator;
  };
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || !request.url.startsWith('/api')) return;
    const body: unknown = JSON.parse(payload);
    const errors = validatorOf(schemaOf(request, reply.statusCode)).Errors(body);
    for (const { instancePath, message } of errors) {
      misfits.push(`${request.method} ${request.url}, ${reply.statusCode}: ${instancePath} ${message}`);
    }
  });
  return misfits;
}

/** What no route takes is an error. */
function schemaOf({ routeOptions }: FastifyRequest, status: number): TSchema {
  if (routeOptions.schema === undefined) return ErrorBody;
  const schemas = routeOptions.schema.response as Record<string, TSchema> | undefined;
  const schema = schemas?.[status] ?? schemas?.[`${Math.floor(status / 100)}xx`];
  if (!schema) throw new Error(`${routeOptions.url ?? ''} has no schema for ${status}`);
  return schema;
}
