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
    const where = `${request.method} ${request.url}, ${reply.statusCode}`;
    const schema = schemaOf(request, reply.statusCode);
    if (!schema) return void misfits.push(`${where}: the route does not name this status`);
    for (const { instancePath, message } of validatorOf(schema).Errors(JSON.parse(payload))) {
      misfits.push(`${where}: ${instancePath} ${message} ${payload.slice(0, 200)}`);
    }
  });
  return misfits;
}

/** What no route takes is an error. */
function schemaOf({ routeOptions }: FastifyRequest, status: number): TSchema | undefined {
  if (routeOptions.schema === undefined) return ErrorBody;
  return (routeOptions.schema.response as Record<string, TSchema> | undefined)?.[status];
}
