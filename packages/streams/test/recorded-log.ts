import type { Log } from '../src/index.js';

/** A log that can be read. */
export class RecordedLog implements Log {
  readonly messages: string[] = [];

  info(_fields: object, message: string): void {
    this.messages.push(message);
  }

  warn(_fields: object, message: string): void {
    this.messages.push(message);
  }

  error(_fields: object, message: string): void {
    this.messages.push(message);
  }

  count(message: string): number {
    return this.messages.filter((it) => it === message).length;
  }
}
