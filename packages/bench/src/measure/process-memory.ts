import { readFileSync } from 'node:fs';
import { processTree } from './process-cpu.js';

/**
 * Bytes of memory that a process and all its descendants hold, pages that they share counted once (PSS): the backends
 * of PostgreSQL share most of theirs.
 *
 * @throws when there is no such process, or no /proc
 */
export function residentBytes(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + proportionalBytes(each), 0);
}

/** What a process that has ended since holds is nothing. */
function proportionalBytes(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1];
    return Number(kilobytes ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

/**
 * Bytes of memory that a process itself holds, pages that it shares counted whole (RSS): unlike the above it does not
 * change when others come that share them.
 *
 * @throws when there is no such process, or no /proc
 */
export function rssBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kilobytes ?? NaN) * 1_024;
}
