/** A name that is being written. */
export interface MentionStart {
  /** Where its `@` is. */
  at: number;
  /** What is there of it. */
  query: string;
}

/** Finds the name that somebody is about to write: an `@` that begins a word, and letters up to the caret. */
export function mentionAt(text: string, caret: number): MentionStart | undefined {
  const [, query] = /(?<![\p{L}\p{N}])@([\p{L}\p{N}_.+-]*)$/u.exec(text.slice(0, caret)) ?? [];
  return query === undefined ? undefined : { at: caret - query.length - 1, query };
}

/** Completes the name. @returns the text, and where the caret is to be */
export function completeMention(
  text: string,
  { at, query }: MentionStart,
  username: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, at)}@${username} `;
  return { text: before + text.slice(at + 1 + query.length).trimStart(), caret: before.length };
}
