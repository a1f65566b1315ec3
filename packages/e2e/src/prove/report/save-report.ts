import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Options } from '../options.js';
import type { Outcome } from '../prove.js';
import { reportSvg } from './report-svg.js';
import { reportText } from './report-text.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../proof');

/** Writes the report, and its picture beside it, into `packages/e2e/proof/`. */
export async function saveReport(options: Options, outcome: Outcome): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const text = `${reportText(options, outcome)}\n\n![What got through, who suffered what](report.svg)\n`;
  await writeFile(path.join(FOLDER, 'report.md'), text);
  await writeFile(path.join(FOLDER, 'report.svg'), reportSvg(outcome));
}
