export interface TextPart {
  kind: 'text' | 'link' | 'mention';
  text: string;
}

/** Parentheses are part of it in pairs, punctuation is where something follows. */
const link = String.raw`https?://(?:\([^\s<>"()]*\)|[^\s<>"()])*(?:\([^\s<>"()]*\)|[^\s<>"().,;:!?'\]}])`;

/**
 * Splits what somebody wrote into words, links and names. A link is an address of the web, without the punctuation behind
 * it; a name is one that the server says is mentioned.
 */
export function splitText(content: string, mentioned: readonly string[]): TextPart[] {
  const names = [...mentioned]
    .sort((a, b) => b.length - a.length)
    .map((name) => `@${escape(name)}(?![\\p{L}\\p{N}_.+@-]*[\\p{L}\\p{N}_])`);
  const pattern = new RegExp([link, ...names].join('|'), 'giu');
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: text, index } of content.matchAll(pattern)) {
    if (index > from) parts.push({ kind: 'text', text: content.slice(from, index) });
    parts.push({ kind: text.startsWith('@') ? 'mention' : 'link', text });
    from = index + text.length;
  }
  if (from < content.length) parts.push({ kind: 'text', text: content.slice(from) });
  return parts;
}

const escape = (name: string) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
