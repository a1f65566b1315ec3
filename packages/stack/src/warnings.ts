const WARN = 40;

/**
 * What of a service's log line is worth the terminal: warnings and errors of a pino log, and whatever is no log line at
 * all, such as the stack trace of a crash. Undefined for the rest.
 */
export function warningIn(line: string): string | undefined {
  const entry = parse(line);
  if (!entry) return line.trim() === '' ? undefined : line;
  if (entry.level < WARN) return undefined;
  return [entry.msg, entry.err?.message].filter(Boolean).join(': ');
}

interface LogEntry {
  level: number;
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
  return typeof value === 'object' && value !== null && 'level' in value && typeof value.level === 'number';
}
