import { Type } from 'typebox';
import type { Context } from '../../context.js';
import type { App } from '../app-instance.js';

const Demo = Type.Object({
  people: Type.Array(Type.String({ examples: ['ana'] })),
  password: Type.Optional(Type.String({ description: 'of all of them' })),
});

/** Nothing secret: who starts a demo wants everybody who reaches it to be these people. */
export function demoRoute(app: App, { config }: Context): void {
  const { DEMO_PEOPLE: people, DEMO_PASSWORD: password } = config;
  const schema = {
    tags: ['system'],
    summary: 'Whether this is a demo, and whom anybody may be',
    response: { 200: Demo },
  };
  app.get('/demo', { schema }, () => (password === undefined ? { people: [] } : { people, password }));
}
