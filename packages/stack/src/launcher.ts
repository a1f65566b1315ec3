import { spawnSync } from 'node:child_process';
import { StartupError } from './startup-error.js';

/** Another user that a process runs as; only root can name one. */
export interface User {
  uid: number;
  gid: number;
  /** May enter folders that are closed to it, such as a clone of ours under /root. */
  entersClosedFolders: boolean;
}

let setprivWorks: boolean | undefined;

/**
 * What to put before a command so that it runs as `user`, and so that it gets `deathSignal` once our own process is
 * gone, be it by SIGKILL. Both are the work of `setpriv` (util-linux). Where there is none the second is left out: the
 * next start ends what was left behind, see `orphans.ts`.
 *
 * @throws StartupError when there is a user to change to and no setpriv
 */
export function launcher(deathSignal: NodeJS.Signals, user?: User): string[] {
  setprivWorks ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  if (setprivWorks) return ['setpriv', '--pdeathsig', deathSignal.replace('SIG', ''), ...(user ? changeTo(user) : [])];
  if (!user) return [];
  throw new StartupError('PostgreSQL does not run as root, and to become another user needs setpriv (util-linux).');
}

function changeTo({ uid, gid, entersClosedFolders }: User): string[] {
  const identity = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  if (!entersClosedFolders) return identity;
  // Without no_setuid_fixup access(2) would ask the new user alone and not see the capability.
  const capability = '-all,+dac_override';
  return [...identity, '--securebits', '+no_setuid_fixup', '--inh-caps', capability, '--ambient-caps', capability];
}
