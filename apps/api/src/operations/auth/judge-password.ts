import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/**
 * Characters that are looked at. The time that it takes grows with their square: these take one to four milliseconds, and
 * twenty where somebody does their worst. What is weak up to here counts as weak.
 */
const JUDGED_LENGTH = 40;

/** Ways of reading `p@$$w0rd` that are tried. The library's own 100 take ten times as long at worst. */
const READINGS = 8;

/** Words of an address that are too short to tell anything. */
const WORD_LENGTH_MIN = 3;

/** Whose password it is to be. */
export interface PasswordOwner {
  username: string;
  email: string;
}

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Says what is wrong with a password, in sentences for its owner; nothing where it is strong enough. How many guesses it
 * takes is estimated by zxcvbn: it knows what people choose, and what they do to make it look like something else. Names
 * and addresses of the owner count as guessed first.
 *
 * @param minimum zxcvbn's score from 1 (more than a thousand guesses) over 2 (a million), 3 (a hundred million) to 4 (ten
 *   thousand million); with 0 everything will do
 */
export async function judgePassword(plain: string, owner: PasswordOwner, minimum: number): Promise<string[]> {
  if (minimum === 0) return [];
  const { score, feedback } = (await (estimator ??= load())).check(
    plain.normalize('NFKC').slice(0, JUDGED_LENGTH),
    wordsOf(owner),
  );
  if (score >= minimum) return [];
  return ['This is too easy to guess.', ...(feedback.warning ? [feedback.warning] : []), ...feedback.suggestions];
}

/** The dictionaries are large: only who judges a password loads them, and once. */
async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    l33tMaxSubstitutions: READINGS,
    maxLength: JUDGED_LENGTH,
  });
}

function wordsOf({ username, email }: PasswordOwner): string[] {
  const whole = [username, email, ...email.split('@')];
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  return [...new Set(['besage', ...whole, ...parts])].filter(({ length }) => length >= WORD_LENGTH_MIN);
}
