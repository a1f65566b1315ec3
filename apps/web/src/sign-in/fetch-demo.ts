/** People whom anybody may be, on a server that was started to be tried. */
export interface Demo {
  people: string[];
  password: string;
}

/** Asks the server whether it is a demo; one that cannot say is none. */
export async function fetchDemo(): Promise<Demo | undefined> {
  try {
    const response = await fetch('/api/demo/');
    return response.ok ? ((await response.json()) as Demo) : undefined;
  } catch {
    return undefined;
  }
}
