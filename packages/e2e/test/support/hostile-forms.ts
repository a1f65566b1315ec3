import fc from 'fast-check';
import { oddString } from './hostile-values.js';
import { png } from './png.js';

interface Part {
  name: string;
  filename: string | undefined;
  type: string;
  data: Buffer;
}

const BOUNDARY = 'hostile';

const files = [
  png,
  png.subarray(0, 40),
  Buffer.concat([png, png]),
  Buffer.from('no image'),
  Buffer.alloc(0),
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
  Buffer.from('GIF89a\xff\xff\xff\xff', 'latin1'),
  Buffer.alloc(400_000, 7),
];

/** In a header of a part: neither quotes nor ends of lines, since those would end it. */
const headerText = oddString.map((text) => text.toWellFormed().replaceAll(/["\r\n]/g, '_'));

/** Forms (multipart/form-data) of these fields, whole and broken. */
export function hostileForm(fields: string[]): fc.Arbitrary<{ headers: Record<string, string>; body: Buffer }> {
  const name = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...fields, 'image') },
    { weight: 1, arbitrary: headerText },
  );
  const part: fc.Arbitrary<Part> = fc.record({
    name,
    filename: fc.oneof(fc.constantFrom('a.png', '../../a.png', '', undefined), headerText),
    type: fc.constantFrom('image/png', 'image/svg+xml', 'text/html', 'nonsense'),
    data: fc.oneof(
      fc.constantFrom(...files),
      oddString.map((text) => Buffer.from(text)),
    ),
  });
  return fc
    .record({
      parts: fc.oneof(
        { weight: 8, arbitrary: fc.array(part, { maxLength: 3 }) },
        { weight: 1, arbitrary: part.map((one) => Array.from({ length: 30 }, () => one)) },
      ),
      boundary: fc.oneof(
        { weight: 8, arbitrary: fc.constant(BOUNDARY) },
        { weight: 1, arbitrary: fc.constantFrom('', 'another') },
      ),
      kept: fc.oneof(
        { weight: 6, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
      ),
    })
    .map(({ parts, boundary, kept }) => {
      const whole = formOf(parts);
      const type = boundary === '' ? 'multipart/form-data' : `multipart/form-data; boundary=${boundary}`;
      return { headers: { 'content-type': type }, body: whole.subarray(0, Math.ceil(whole.length * kept)) };
    });
}

function formOf(parts: Part[]): Buffer {
  const chunks = parts.flatMap(({ name, filename, type, data }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file}\r\ncontent-type: ${type}\r\n\r\n`;
    return [Buffer.from(head), data, Buffer.from('\r\n')];
  });
  return Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}
