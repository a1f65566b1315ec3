import { Compile } from 'typebox/compile';
import type { App } from '../routes/app-instance.js';
import { ErrorBody } from '../routes/responses.js';

const errorBody = Compile(ErrorBody);

/** Refusals whose sentences about fields say what to do. */
const aboutFields = new Set(['invalid_input', 'weak_password']);

/** The app shows the sentence of a refusal and nothing else: which fields are not valid, and why, is said there. */
export function nameFields(app: App): void {
  app.addHook('preSerialization', async (_request, reply, payload) => {
    if (reply.statusCode !== 400 || !errorBody.Check(payload)) return payload;
    if (!aboutFields.has(payload.code) || !payload.errors) return payload;
    const sentences = Object.entries(payload.errors).map(([field, said]) => `${field}: ${said.join(' ')}`);
    const sentence = sentences.join('\n');
    return { ...payload, detail: sentence, message: sentence };
  });
}
