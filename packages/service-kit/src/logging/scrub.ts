const HIDDEN = '[hidden]';

/** Names of fields that hold a secret, in any spelling of their words: `password2`, `secretKey`, `set-cookie` … */
const secretName = String.raw`access|refresh|[^"\\]{0,40}(?:password|secret|token|cookie|authorization|auth[_-]key)[^"\\]{0,40}`;
const string = String.raw`"(?:[^"\\]|\\.)*"`;
const secretField = new RegExp(String.raw`"(${secretName})":(?:${string}|\[(?:${string},?)*\])`, 'gi');

/** Not the example by which an error says how an address is written: who sees that has no address yet. */
const noExample = String.raw`(?!(?:user)?:password@host:\d)`;
const storeAddress = new RegExp(
  String.raw`((?:postgres(?:ql)?|rediss?):\/\/)${noExample}(?:[^\s"\\]|\\.){1,500}@`,
  'gi',
);
const otherAddress = new RegExp(String.raw`:\/\/${noExample}[^\s"/@]{1,200}@`, 'g');

/**
 * What is replaced, in a line of JSON or any other text. What could be repeated in vain is bounded, so that no text,
 * however it is made, takes long.
 */
const replacements: [pattern: RegExp, replacement: string][] = [
  // "password":"…", and lists of such: "set-cookie":["…"]
  [secretField, `"$1":"${HIDDEN}"`],
  // postgresql://user:password@host: whatever stands before the last @, since passwords are often not percent-encoded
  [storeAddress, `$1${HIDDEN}@`],
  [otherAddress, `://${HIDDEN}@`],
  // ?token=…: sockets carry theirs in the URL
  [/([?&][^\s"&=]{0,40}(?:token|access|refresh|signature)=)[^\s"&#]{1,9000}/gi, `$1${HIDDEN}`],
  // JSON Web Tokens wherever they stand, in a sentence or behind "Bearer"
  [/\beyJ[\w-]{5,500}\.[\w-]{1,9000}\.[\w-]{0,500}/g, HIDDEN],
];

/**
 * Hides secrets in a text that is about to be logged. It works on the finished line and not on the logged objects, since
 * secrets turn up where nobody looks for them: in messages and stacks of errors, in URLs, at any depth.
 */
export function scrub(text: string): string {
  return replacements.reduce((scrubbed, [pattern, replacement]) => scrubbed.replace(pattern, replacement), text);
}
