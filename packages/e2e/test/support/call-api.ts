import type { Address } from '../../src/address.js';
import type { Person } from './person.js';

export interface Called {
  status: number;
  /** As parsed from JSON; `undefined` where there is none. */
  body: unknown;
  /** Where the `Link` header leads, by relation: path and query. */
  links: Record<string, string>;
}

/** What is sent: JSON, or a form with images. */
export type Sent = object | FormData | undefined;

/** Calls a route as it is written in CONTRACT.md: `PUT /chats/{id}/`. */
export async function callApi(api: Address, who: Person | undefined, route: string, sent?: Sent): Promise<Called> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${api.url}/api${path}`, {
    method,
    headers: {
      ...(who && { authorization: `Bearer ${who.access}` }),
      ...(sent && !(sent instanceof FormData) && { 'content-type': 'application/json' }),
    },
    ...(sent && { body: sent instanceof FormData ? sent : JSON.stringify(sent) }),
  });
  const text = await response.text();
  const links = [...(response.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return {
    status: response.status,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    links: Object.fromEntries(links.map(([, target = '', relation = '']): [string, string] => [relation, target])),
  };
}

/** Reads a list and, by its `Link` headers, the rest of it: a page each. */
export async function readPages<Row>(api: Address, who: Person, path: string): Promise<Row[][]> {
  const pages: Row[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { status, body, links } = await callApi(api, who, `GET ${next}`);
    if (status !== 200 || !Array.isArray(body)) throw new Error(`${next} answers ${String(status)}, and no array`);
    pages.push(body as Row[]);
    next = links['next']?.replace(/^\/api/, '');
  }
  return pages;
}

/** A form with one image. */
export function imageForm(field: string, image: Buffer, more: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(more)) form.append(name, value);
  form.append(field, new Blob([new Uint8Array(image)], { type: 'image/png' }), 'a.png');
  return form;
}
