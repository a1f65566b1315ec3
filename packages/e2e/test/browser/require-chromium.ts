import { existsSync } from 'node:fs';

/** Where Debian's package puts it. */
export const CHROMIUM = '/usr/bin/chromium';

/** Says at once, in one sentence, what these tests need. */
export default function requireChromium(): void {
  if (existsSync(CHROMIUM)) return;
  throw new Error(
    'The browser tests run in Chromium: install it with `apt-get install --no-install-recommends chromium`.',
  );
}
