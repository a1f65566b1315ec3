import type { FastifyInstance, HTTPMethods } from 'fastify';
import findMyWay from 'find-my-way';

/** Those that a route here can have; OPTIONS is answered for every path, by CORS. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Remembers every route that is added to the app from now on, to tell a wrong method from an unknown path: Fastify
 * itself answers both with 404.
 * @param routerOptions the same as the app's own router has
 * @returns gives the methods that a path (without query) has routes for
 */
export function trackMethods(
  app: FastifyInstance,
  routerOptions: { ignoreTrailingSlash: boolean; maxParamLength: number },
): (path: string) => HTTPMethods[] {
  const routes = findMyWay(routerOptions);
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of methods) {
      if ([method].flat().includes(each) && !routes.hasRoute(each, url)) routes.on(each, url, () => undefined);
    }
  });
  return (path) => methods.filter((method) => routes.find(method, path) !== null);
}
