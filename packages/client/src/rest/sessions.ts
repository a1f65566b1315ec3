import type { OwnSession } from '@besage/contracts';
import type { Caller } from './caller.js';
import { path } from './path.js';

/** Where I am logged in. */
export const sessionsApi = ({ call, page }: Caller) => ({
  /** Newest first; `current` is the one of this client. */
  list: (options: { limit?: number; cursor?: string | undefined } = {}) =>
    page<OwnSession>('/auth/sessions/', { ...options }),
  /** Its open sockets are closed, too. To end the present one there is `besage.logout()`. */
  end: (id: string) => call<undefined>('DELETE', path`/auth/sessions/${id}/`),
});
