import { ServiceError } from '@besage/contracts';
import type { App } from '../routes/app-instance.js';
import { nameRefusals } from './name-refusals.js';

/** Lets only staff through to the routes of this scope, as PostgreSQL says at this moment. Behind `authenticate`. */
export function staffOnly(app: App): void {
  nameRefusals(app, () => ['not_allowed']);
  app.addHook('onRequest', async ({ actor }) => {
    if (!actor.isStaff) throw new ServiceError('not_allowed');
  });
}
