import { appendFile, writeFile } from 'node:fs/promises';
import type { Db } from '@besage/db';

/** What PostgreSQL must be started with, besides the module auto_explain. */
export const planLogSettings = {
  logging_collector: 'on',
  log_line_prefix: '',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_parameter_max_length': '0',
};

/**
 * Writes down how PostgreSQL carries out statements: the plans that the prepared statements of all processes really use,
 * from its own log. To time each row makes statements dearer meanwhile.
 */
export class PlanLog {
  private readonly db: Db;
  private readonly file: string;

  private constructor(db: Db, file: string) {
    this.db = db;
    this.file = file;
  }

  /** @param file where the plans go; what is there is overwritten */
  static async open(db: Db, file: string): Promise<PlanLog> {
    await writeFile(file, '');
    return new PlanLog(db, file);
  }

  /** Asks, and adds the plans of all that this made PostgreSQL do. */
  async record(title: string, ask: () => Promise<unknown>): Promise<void> {
    const start = await this.length();
    await ask();
    const [row] = await this.db.$queryRaw<{ text: string }[]>`
      SELECT pg_read_file(pg_current_logfile(), ${start}, ${(await this.length()) - start}) AS text`;
    await appendFile(this.file, `-- ${title}\n\n${plansIn(row?.text ?? '')}\n`);
  }

  private async length(): Promise<number> {
    const [row] = await this.db.$queryRaw<{ size: number }[]>`
      SELECT (pg_stat_file(pg_current_logfile())).size::int AS size`;
    return row?.size ?? 0;
  }
}

/** The entries of the log without those of the looks at the log. */
function plansIn(log: string): string {
  return log
    .split(/^(?=LOG: )/m)
    .filter((entry) => entry.includes('  plan:') && !entry.includes('pg_current_logfile'))
    .join('')
    .replaceAll(/^\t/gm, '');
}
