import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { inspectable, Inspectors } from '../src/subjects/inspectors.js';

/** Says `made`, and `collected` when what it made is. */
const program = `
  const registry = new FinalizationRegistry(() => console.log('collected'));
  registry.register({}, 0);
  setInterval(() => {}, 10);
  console.log('made');
`;

test('a process that is asked collects its garbage, again too', async () => {
  const child = spawn(process.execPath, ['-e', program], { env: { ...process.env, ...inspectable } });
  onTestFinished(() => void child.kill());
  const inspectors = new Inspectors();
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      inspectors.hear(line);
    });
  }
  await expect.poll(() => lines).toContain('made');
  expect(lines).not.toContain('collected');
  await inspectors.collectGarbage(child.pid!);
  await expect.poll(() => lines).toContain('collected');
  await expect(inspectors.collectGarbage(child.pid!)).resolves.toBeUndefined();
});
