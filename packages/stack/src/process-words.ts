import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * The words of a process's command line and environment, which tell what it really is: a process id alone may have been
 * given to another process since it was written down. Empty when there is no such process, or when it is not ours to read.
 */
export async function processWords(pid: number): Promise<string[]> {
  try {
    if (process.platform !== 'linux') return await wordsFromPs(pid);
    const files = await Promise.all(['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8')));
    return files.flatMap((text) => text.split('\0'));
  } catch {
    return [];
  }
}

async function wordsFromPs(pid: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]);
  return stdout.split(/\s+/);
}
