/** Keeps texts across restarts: `localStorage`, AsyncStorage, or anything like them. */
export interface StoragePort {
  getItem: (key: string) => string | null | Promise<string | null>;
  setItem: (key: string, value: string) => unknown;
  removeItem: (key: string) => unknown;
}

/** What is used of a WebSocket: that of browsers and React Native, or of the package `ws`. */
export interface SocketPort {
  send(data: string): void;
  close(): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void;
}

export type SocketConstructor = new (url: string) => SocketPort;

/** Keeps texts as long as the program runs. */
export function memoryStorage(): StoragePort {
  const texts = new Map<string, string>();
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, value) => texts.set(key, value),
    removeItem: (key) => texts.delete(key),
  };
}
