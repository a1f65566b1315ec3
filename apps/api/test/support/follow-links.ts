import type { Person } from './person.js';

/** Reads a list to its end by its `Link` headers. Gives its pages. */
export async function followLinks<Row>(person: Person, path: string): Promise<Row[][]> {
  const pages: Row[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { headers, json } = await person.get(next);
    pages.push(json<Row[]>());
    next = /^<\/api(.+)>; rel="next"$/.exec(String(headers.link))?.[1];
  }
  return pages;
}
