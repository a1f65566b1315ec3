import type { StoragePort } from './ports.js';

/** What we have put there as JSON; `undefined` where there is nothing, or nothing that can be read. */
export async function storedJson<T>(storage: StoragePort, key: string): Promise<T | undefined> {
  const text = await storage.getItem(key);
  try {
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
