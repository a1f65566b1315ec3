import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { freePort, portProblem } from './free-port.js';

/** What the file holds, without white space around it; undefined when there is no such file. */
export async function readKept(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A secret of 256 random bits, made once and kept in the file, which only its owner can read. */
export async function keptSecret(file: string): Promise<string> {
  const kept = await readKept(file);
  if (kept) return kept;
  const secret = randomBytes(32).toString('base64url');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/** A free port of the loopback interface: the one kept in the file as long as it is free, else another, kept from now on. */
export async function keptPort(file: string): Promise<number> {
  const kept = Number(await readKept(file));
  if (kept > 0 && (await portProblem(kept, '127.0.0.1')) === undefined) return kept;
  const port = await freePort();
  await writeFile(file, `${port}\n`);
  return port;
}
