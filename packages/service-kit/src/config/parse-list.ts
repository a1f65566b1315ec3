/**
 * Reads a setting that holds several values: comma-separated, or a JSON array of strings.
 * @returns `undefined` for what begins like JSON and is none.
 */
export function parseList(text: string): string[] | undefined {
  if (text.trimStart().startsWith('[')) return parseJsonList(text);
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function parseJsonList(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
