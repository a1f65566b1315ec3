import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Bytes that a page may have to load for this. */
const LIMIT = 15 * 1_024;

test('bundled, minified and gzipped it is under 15 kB, with nothing of Node or of others in it', async () => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ['index.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    // Whatever is not here cannot be resolved, and fails the build.
    platform: 'neutral',
    write: false,
    metafile: true,
  });
  expect(Object.keys(metafile.inputs).filter((path) => path.startsWith('..'))).toEqual([]);
  const size = gzipSync(outputFiles[0]!.contents).length;
  process.stdout.write(`@besage/client: ${size} bytes\n`);
  expect(size).toBeLessThan(LIMIT);
});
