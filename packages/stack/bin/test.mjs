import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepare, repository } from './prepare.mjs';

await prepare();
const folder = mkdtempSync(path.join(tmpdir(), 'besage-count-'));
const countFile = path.join(folder, 'count.json');
const vitest = path.join(repository, 'node_modules/vitest/vitest.mjs');
const reporters = ['--reporter=default', `--reporter=${path.join(import.meta.dirname, 'count-reporter.mjs')}`];
const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
  cwd: repository,
  env: { ...process.env, BESAGE_TEST_COUNT: countFile },
  stdio: 'inherit',
});
process.on('SIGINT', () => {}); // a terminal sends it to vitest too, which has servers to take down
process.on('SIGTERM', () => child.kill('SIGTERM'));
const [code] = await once(child, 'exit');

const { passed, failed } = readCount();
rmSync(folder, { recursive: true });
const wellDone = code === 0 && failed === 0 && passed > 0;
// What failed outside of the tests, be it that there were none, counts as one.
console.log(`${passed} passed, ${wellDone ? 0 : Math.max(failed, 1)} failed`);
process.exit(wellDone ? 0 : 1);

function readCount() {
  try {
    return JSON.parse(readFileSync(countFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 };
  }
}
