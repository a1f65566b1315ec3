/** Runs one after the other what several tabs of a browser do with the same storage; elsewhere there is only one. */
export function withLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  return locks ? locks.request(name, run) : run();
}
