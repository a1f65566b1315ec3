import { spawn } from 'node:child_process';
import { launcher, type User } from './launcher.js';
import { StartupError } from './startup-error.js';

export interface CommandOptions {
  env?: NodeJS.ProcessEnv | undefined;
  user?: User | undefined;
  /** What it reads from its standard input. */
  input?: string;
}

/**
 * Runs a command to its end and gives what it printed.
 *
 * @throws StartupError with what it printed when it cannot be run or does not end with exit code 0
 */
export function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const [program = command, ...rest] = [...launcher('SIGKILL', options.user), command, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { env: options.env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new StartupError(`${command} failed:\n${output.trim()}`));
    });
    child.stdin.on('error', () => undefined); // it may end without reading
    child.stdin.end(options.input);
  });
}
