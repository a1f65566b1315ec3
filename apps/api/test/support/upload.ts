import type { Answer } from './ask.js';
import type { Person } from './person.js';
import type { TestApi } from './test-api.js';

/** What a form holds: a text, or a file. */
export type Field = string | { bytes: Buffer; name?: string; type?: string };

/** Sends a form, as browsers and apps do. `path` is below `base`. */
export async function upload(
  { app }: Pick<TestApi, 'app'>,
  person: Person,
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  fields: Record<string, Field>,
  base = '/api',
): Promise<Answer> {
  const form = new FormData();
  for (const [name, field] of Object.entries(fields)) {
    if (typeof field === 'string') form.append(name, field);
    else
      form.append(
        name,
        new Blob([new Uint8Array(field.bytes)], { type: field.type ?? 'image/png' }),
        field.name ?? 'a.png',
      );
  }
  const encoded = new Response(form);
  return app.inject({
    method,
    url: `${base}${path}`,
    headers: {
      authorization: `Bearer ${person.access}`,
      'content-type': encoded.headers.get('content-type') ?? '',
    },
    payload: Buffer.from(await encoded.arrayBuffer()),
  });
}
