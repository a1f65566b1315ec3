import { readFileSync, readdirSync } from 'node:fs';

/** The unit of /proc (USER_HZ): 100 a second on every Linux, whatever the kernel's own clock does. */
const TICKS_PER_SECOND = 100;
const TRIES = 20;

/**
 * Seconds of CPU that a process and all its descendants have used, those included that have ended since: a PostgreSQL
 * backend that is gone is in its postmaster's account.
 *
 * @throws when there is no such process, or no /proc
 */
export function cpuSeconds(pid: number): number {
  for (let tries = 1; ; tries++) {
    try {
      return treeSeconds(pid);
    } catch (error) {
      // A child that ended while we looked: next time it is in its parent's account.
      if (tries === TRIES) throw error;
    }
  }
}

/**
 * Seconds of CPU that the whole machine has used since it was started, everybody's.
 *
 * @throws when there is no /proc
 */
export function machineCpuSeconds(): number {
  return parseMachineStat(readFileSync('/proc/stat', 'latin1'));
}

/** The content of /proc/stat → seconds of CPU that were neither idle nor spent waiting for a disk. */
export function parseMachineStat(stat: string): number {
  const [user = NaN, nice = NaN, system = NaN, , , irq = NaN, softirq = NaN, steal = NaN] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/ +/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

/** The parent is read before its children, so that nobody is counted twice. */
function treeSeconds(pid: number): number {
  const own = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return childrenOf(pid).reduce((sum, child) => sum + treeSeconds(child), own);
}

/** A process and all its descendants. */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1'));
  return lists.join(' ').split(' ').filter(Boolean).map(Number);
}

/** The content of /proc/{pid}/stat → seconds of CPU of that process and of its children that have ended. */
export function parseStat(stat: string): number {
  // The second field is the program's name in brackets, and may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime = NaN, stime = NaN, cutime = NaN, cstime = NaN] = fields.slice(11, 15).map(Number);
  return (utime + stime + cutime + cstime) / TICKS_PER_SECOND;
}
