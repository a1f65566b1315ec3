import { Counts } from '@besage/contracts';
import type { Context } from '../../context.js';
import { countEverything } from '../../operations/admin/count-everything.js';
import type { App } from '../app-instance.js';
import { responses } from '../responses.js';

export function countsRoute(app: App, ctx: Context): void {
  const schema = { tags: ['admin'], summary: 'How much there is of everything', response: responses({ 200: Counts }) };
  app.get('/admin/counts', { schema }, () => countEverything(ctx));
}
