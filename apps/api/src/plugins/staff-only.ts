import { ServiceError } from '@besage/contracts';
import type { App } from '../routes/app-instance.js';

/** Lets only staff through to the routes of this scope, as PostgreSQL says at this moment. Behind `authenticate`. */
export function staffOnly(app: App): void {
  app.addHook('onRequest', async ({ actor }) => {
    if (!actor.isStaff) throw new ServiceError('not_allowed');
  });
}
