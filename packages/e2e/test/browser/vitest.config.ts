import { defineConfig } from 'vitest/config';

/** No part of `npm test`: a fresh machine has no browser. */
export default defineConfig({
  test: {
    name: 'browser',
    include: ['test/browser/*.browser.ts'],
    globalSetup: 'test/browser/require-chromium.ts',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { shuffle: true },
    expect: { requireAssertions: true, poll: { interval: 50, timeout: 15_000 } },
  },
});
