import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Bytes of JavaScript, gzipped, that the page may load in all. */
const BUDGET = 200_000;

/** Puts everything there compressed as well, for servers that look for it, and fails where it is too much. */
const compress = {
  name: 'besage:compress',
  generateBundle(_options, bundle) {
    let bytes = 0;
    for (const { type, fileName, code, source } of Object.values(bundle)) {
      const compressed = gzipSync(code ?? source, { level: 9 });
      if (type === 'chunk') bytes += compressed.length;
      this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: compressed });
    }
    const sentence = `${bytes} bytes of JavaScript, gzipped, of ${BUDGET} that there may be`;
    if (bytes > BUDGET) this.error(sentence);
    else this.info(sentence);
  },
};

export default defineConfig({
  plugins: [react(), compress],
  // Browsers that have `light-dark()` in CSS.
  build: { target: ['chrome123', 'firefox120', 'safari17.5'], chunkSizeWarningLimit: 700, reportCompressedSize: false },
  // `pnpm --filter @besage/web dev`, beside `npm start`.
  server: {
    proxy: Object.fromEntries(
      ['/api', '/media', '/ws'].map((path) => [path, { target: 'http://127.0.0.1:3000', ws: path === '/ws' }]),
    ),
  },
});
