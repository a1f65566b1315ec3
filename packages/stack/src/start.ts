import { openDataFolder } from './data-folder.js';
import { readSettings } from './settings.js';
import { StartupError } from './startup-error.js';
import { Supervisor } from './supervisor.js';
import { startSystem } from './system.js';
import { welcome } from './welcome.js';

/** Signals closer together than this are one Ctrl-C: the terminal sends it to everybody, and npm passes its own on. */
const SAME_CTRL_C_MS = 500;

/**
 * The whole system on this machine, until Ctrl-C.
 *
 * @param watch run the services from source, started again at every change of it
 * @returns once all is up; the process ends with 0 when it is asked to, and with 1 when something is in the way
 */
export async function start({ watch = false } = {}): Promise<void> {
  const supervisor = new Supervisor();
  endOnRequest(supervisor);
  try {
    const settings = readSettings(process.env);
    const folder = await openDataFolder(settings.dataDir);
    const demo = await startSystem({ settings, folder, supervisor, watch });
    console.log(welcome(settings, demo));
  } catch (error) {
    if (supervisor.isStopping) return; // that is why it failed, and whoever asked for the end sees to it
    await supervisor.stop();
    console.error(error instanceof StartupError ? error.message : error);
    process.exit(1);
  }
}

function endOnRequest(supervisor: Supervisor): void {
  let firstAt: number | undefined;
  const end = (): void => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      console.log('\nstopping …');
      void supervisor.stop().then(() => process.exit(0));
    } else if (Date.now() - firstAt > SAME_CTRL_C_MS) {
      supervisor.kill();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (process.env['npm_lifecycle_event'] !== undefined) onceParentIsGone(end);
  process.stdout.on('error', () => undefined); // nobody reads any more; that is no reason to end
}

/** npm runs us in a shell, and that one passes no signal on. */
function onceParentIsGone(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 500);
}
