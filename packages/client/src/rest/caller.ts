import { isRefusal, signedOut } from '../besage-error.js';
import type { Session } from '../session/session.js';
import type { Http, Query } from './http.js';

/** A part of a list. */
export interface Page<T> {
  items: T[];
  /** Leads to the next part; `undefined` on the last. */
  cursor: string | undefined;
}

interface Options {
  query?: Query;
  body?: object;
  onProgress?: ((sent: number) => void) | undefined;
}

/** Calls the server for whoever is signed in. What comes back is typed by the contract: the server checks it, not we. */
export interface Caller {
  /** @throws BesageError */
  call: <T>(method: string, path: string, options?: Options) => Promise<T>;
  /**
   * @param cursor what leads on: a parameter of the address that the server gives, or something of the last item
   * @throws BesageError
   */
  page: <T>(path: string, query: Query, cursor?: 'cursor' | 'page' | ((last: T) => string)) => Promise<Page<T>>;
}

/** A caller whose requests are repeated once with a new token where theirs is refused. */
export function createCaller(http: Http, session: Session): Caller {
  const ask = async (method: string, path: string, options: Options = {}) => {
    const token = await session.token();
    try {
      return await http({ method, path, token, ...options });
    } catch (error) {
      if (!isRefusal(error, 'token_expired', 'not_authenticated')) throw error;
      const fresh = await session.refresh(token);
      if (fresh === undefined) throw signedOut();
      return http({ method, path, token: fresh, ...options });
    }
  };
  return {
    call: async <T>(method: string, path: string, options?: Options) => (await ask(method, path, options)).body as T,
    page: async (path, query, cursor = 'cursor') => {
      const { body, link } = await ask('GET', path, { query });
      const items = body as never[];
      const next = nextIn(link);
      const lead = typeof cursor === 'string' ? next?.get(cursor) : next && items.slice(-1).map(cursor)[0];
      return { items, cursor: lead ?? undefined };
    },
  };
}

/** The parameters of the next part, from a `Link` header. */
function nextIn(link: string | null): URLSearchParams | undefined {
  const next = link === null ? undefined : /<([^>]*)>; rel="next"/.exec(link)?.[1];
  return next === undefined ? undefined : new URLSearchParams(next.slice(next.indexOf('?')));
}
