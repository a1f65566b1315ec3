import { allowsOrigin } from '@besage/service-kit';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import type { App } from '../app-instance.js';

const Demo = Type.Object({
  people: Type.Array(Type.String({ examples: ['ana'] })),
  password: Type.Optional(Type.String({ description: 'of all of them' })),
});

/**
 * Whoever starts a demo wants everybody who reaches it to be these people, but not each page that is open in their browser:
 * it could log in here as one of them. So our own page is told, and who is no page; others hear of no demo, whatever CORS
 * says. Browsers that call us by an address without TLS do not send `Sec-Fetch-Site`, but of another page `Origin`.
 */
export function demoRoute(app: App, { config }: Context): void {
  const { DEMO_PEOPLE: people, DEMO_PASSWORD: password } = config;
  const isOwnOrigin = allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: [] });
  const schema = {
    tags: ['system'],
    summary: 'Whether this is a demo, and whom anybody may be',
    response: { 200: Demo },
  };
  app.get('/demo', { schema }, ({ headers }) => {
    const site = headers['sec-fetch-site'] ?? 'none';
    const isOurs = (site === 'same-origin' || site === 'none') && isOwnOrigin(headers.origin, headers.host);
    return password === undefined || !isOurs ? { people: [] } : { people, password };
  });
}
