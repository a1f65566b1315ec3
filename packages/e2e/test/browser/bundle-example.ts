import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const web = new URL('../../../../apps/web/', import.meta.url);

/** The example of the README of `apps/web`, as it stands there, as a script for a browser. */
export async function bundleExample(): Promise<string> {
  const readme = await readFile(new URL('README.md', web), 'utf8');
  const contents = /```tsx\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const { outputFiles } = await build({
    stdin: { contents, loader: 'tsx', resolveDir: fileURLToPath(web) },
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
