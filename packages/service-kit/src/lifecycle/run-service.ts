import { scrub } from '../logging/scrub.js';

/**
 * Starts a service; what `main.ts` consists of. When it cannot start, it says why on stderr and exits with 1: in one
 * sentence where somebody can mend it (settings, a port in use), with a stack where not. Errors are known by their
 * name, since packages that do not know this one throw ConfigErrors, too.
 */
export async function runService(name: string, start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${name} cannot start. ${scrub(explain(error))}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'ConfigError') return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? String(error.port) : '';
    return `Port ${port} is in use by another program: stop that one, or set another port.`;
  }
  return error.stack ?? error.message;
}
