import type { ErrorCode, FieldErrors } from '@besage/contracts';
import { BesageError, unreachable } from '../besage-error.js';
import { fetchByXhr, type FetchPort } from './fetch-by-xhr.js';

/** Milliseconds that an answer may take: uploads are slow. */
const PATIENCE = 60_000;

export type Query = Record<string, string | number | undefined>;

export interface Request {
  method: string;
  /** Behind `/api`. */
  path: string;
  query?: Query | undefined;
  /** Sent as JSON, a form as what it is. */
  body?: object | undefined;
  token?: string | undefined;
  /** Gets how much of the body is sent, from 0 to 1; where the platform can tell. */
  onProgress?: ((sent: number) => void) | undefined;
}

export interface Answer {
  /** As parsed from JSON; `undefined` where there is none. */
  body: unknown;
  /** The `Link` header. */
  link: string | null;
}

/**
 * Calls the server.
 *
 * @throws BesageError what the server refuses, or `unreachable`
 */
export type Http = (request: Request) => Promise<Answer>;

/** @param url of the server, without `/api` */
export function createHttp(url: string, fetch: typeof globalThis.fetch): Http {
  return async (request) => {
    const aborter = new AbortController();
    const timer = setTimeout(() => aborter.abort(), PATIENCE);
    try {
      const response = await fetchOf(request, fetch)(url + '/api' + request.path + queryText(request.query), {
        ...toFetch(request),
        signal: aborter.signal,
      });
      const text = await response.text();
      if (!response.ok) throw refusal(response, text);
      return { body: text === '' ? undefined : JSON.parse(text), link: response.headers.get('link') };
    } catch (error) {
      throw error instanceof BesageError ? error : unreachable(error);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** React Native has XMLHttpRequest as browsers do, Node has none. */
function fetchOf({ onProgress }: Request, fetch: FetchPort): FetchPort {
  return onProgress && 'XMLHttpRequest' in globalThis ? fetchByXhr(onProgress) : fetch;
}

function toFetch({ method, body, token }: Request): RequestInit {
  const isForm = body instanceof FormData;
  const headers: Record<string, string> = {};
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (body && !isForm) headers['content-type'] = 'application/json';
  return { method, headers, ...(body && { body: isForm ? body : JSON.stringify(body) }) };
}

function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const text = parameters.toString();
  return text && `?${text}`;
}

interface ErrorBody {
  code?: ErrorCode;
  detail?: string;
  errors?: FieldErrors;
}

function refusal({ status, headers }: Response, text: string): BesageError {
  const { code, detail, errors } = parseError(text);
  const retryAfter = headers.get('retry-after');
  return new BesageError(code ?? (status < 500 ? 'invalid_input' : 'unavailable'), detail ?? `Status ${status}.`, {
    status,
    errors,
    retryAfter: retryAfter === null ? undefined : Number(retryAfter),
  });
}

/** A proxy in between may answer with a page of its own. */
function parseError(text: string): ErrorBody {
  try {
    return (JSON.parse(text) ?? {}) as ErrorBody;
  } catch {
    return {};
  }
}
