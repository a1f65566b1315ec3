import fc from 'fast-check';

/** Texts that some program somewhere has stumbled over. */
export const oddString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'nul\0in it',
    '%00',
    '%2e%2e%2f',
    '%zz',
    '%',
    '..',
    '../../../etc/passwd',
    '..%2f..%2fadmin',
    "' OR '1'='1",
    '"; DROP TABLE users; --',
    '\\',
    '%_%',
    '<script>alert(1)</script>',
    '{{7*7}}',
    '__proto__',
    'constructor',
    'me',
    'profile',
    'null',
    'undefined',
    'NaN',
    '-1',
    '0',
    '1e309',
    '9'.repeat(400),
    '2147483648',
    'İıſK',
    '\u202eright to left',
    '\ud83d\udc26'.repeat(40),
    'e\u0301\u0301\u0301',
    '\ud800',
    'half \udfff a pair',
    '@'.repeat(500),
    'x'.repeat(300),
    '[]',
    '["x"]',
    '{}',
    '\r\nx-injected: 1',
    '01890A5D-AC96-774B-BCCE-B302099A8057',
    'urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057',
    '{01890a5d-ac96-774b-bcce-b302099a8057}',
    '01890a5dac96774bbcceb302099a8057',
    '01890a5d-ac96-774b-bcce-b302099a8057\n',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '2026-11-23T13:09:21.054Z',
    '99999999999999_01890a5d-ac96-774b-bcce-b302099a8057',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

const oddNumber = fc.constantFrom(0, -0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 1e-7);

/** Lists or objects, so many levels deep. */
const deep = fc.tuple(fc.constantFrom(20, 1_000), fc.boolean()).map(([levels, asList]) => {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level++) value = asList ? [value] : { a: value };
  return value;
});

/** Values of JSON of every kind. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: oddString },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(10_001), '@x '.repeat(3_000), '\u4e00'.repeat(60_000)) },
  { weight: 3, arbitrary: oddNumber },
  { weight: 3, arbitrary: fc.constantFrom(null, true, false, [], {}, [null], [[]]) },
  { weight: 2, arbitrary: fc.array(oddString, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(Array.from({ length: 20_000 }, (_, i) => i)) },
  { weight: 1, arbitrary: deep },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Bytes that claim to be JSON. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    'null',
    '{"a":1,}',
    '\ufeff{}',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"content":"one","content":"two"}',
    'a=1&b=2',
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    `{"content":"${'x'.repeat(300_000)}"}`,
    '1e1000',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
