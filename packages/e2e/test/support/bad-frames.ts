const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';

export interface BadFrame {
  /** For whoever reads that it failed. */
  what: string;
  frame: string | Buffer;
  code: string;
}

const frame = (text: string, code = 'invalid_frame'): BadFrame => ({ what: text.slice(0, 80), frame: text, code });
const object = (fields: object, code?: string): BadFrame => frame(JSON.stringify(fields), code);
const message = (fields: object, code?: string): BadFrame => {
  return object({ type: 'chat_message', message: 'text', ...fields }, code);
};

const notObjects = ['', '{', 'text', '[]', '[{"message":"text"}]', '1', 'null', 'true', '"text"', '{}'];
const deep = ['['.repeat(60_000), '['.repeat(30_000) + ']'.repeat(30_000)];
const unknownTypes = ['nothing', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 7, {}, [], true];
const contents = [undefined, null, 7, [], {}, true];
const clientIds = ['', 7, {}, [], 'x'.repeat(65), 'nul\0', 'half\ud800'];

/** Frames that make no sense, and the code that each is answered with. */
export const badFrames: BadFrame[] = [
  { what: 'bytes', frame: Buffer.from('{"message":"text"}'), code: 'invalid_frame' },
  { what: 'no bytes', frame: Buffer.alloc(0), code: 'invalid_frame' },
  ...[...notObjects, ...deep].map((text) => frame(text)),
  frame(`{"message":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  ...unknownTypes.map((type) => object({ type, message: 'text' }, 'unknown_frame')),
  object({ type: null, message: 'text' }),
  frame('{"__proto__":{"type":"chat_message","message":"text"}}'),
  frame('{"constructor":{"prototype":{"message":"text"}}}'),
  ...contents.map((content) => message({ message: content })),
  ...['', ' \n\t '].map((content) => message({ message: content }, 'content_required')),
  message({ message: 'x'.repeat(10_001) }, 'content_too_long'),
  message({ message: '\u{1f426}'.repeat(5_001) }, 'content_too_long'),
  ...clientIds.map((bad) => message({ client_id: bad })),
  ...['nothing', 7, {}, '\0', NOBODY.toUpperCase()].map((bad) => message({ reply_to: bad })),
  message({ reply_to: NOBODY }, 'reply_not_found'),
];
