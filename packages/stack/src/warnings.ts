const CALM = ['trace', 'debug', 'info'];

/**
 * What of a service's line is worth the terminal: warnings and errors of its log, and whatever is no line of a log at
 * all, such as the stack of a crash. Undefined for the rest.
 */
export function warningIn(line: string): string | undefined {
  const entry = parse(line);
  if (!entry) return line.trim() === '' ? undefined : line;
  if (CALM.includes(entry.level)) return undefined;
  return `${entry.level}: ${[entry.msg, entry.err?.message].filter(Boolean).join(': ')}`;
}

interface LogEntry {
  level: string;
  msg?: string;
  err?: { message?: string };
}

function parse(line: string): LogEntry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isLogEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function isLogEntry(value: unknown): value is LogEntry {
  return typeof value === 'object' && value !== null && 'level' in value && typeof value.level === 'string';
}
