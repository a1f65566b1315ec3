import { Answer } from './answer.js';

/**
 * An entry has one field, and in it a JSON array of records. So what is told in one go costs Redis, the wire and every
 * reader one entry, one string and one parse, however many records it is.
 */
export const recordsField = 'r';

/** The records of an entry as it came from Redis, not yet checked; `undefined` if it is not one of ours. */
export function recordsOf(fields: string[]): unknown[] | undefined {
  const [field, json] = fields;
  if (field !== recordsField || json === undefined) return undefined;
  try {
    const records: unknown = JSON.parse(json);
    return Array.isArray(records) ? records : undefined;
  } catch {
    return undefined;
  }
}

/** An entry that is being filled with records, as JSON. All of them share one answer. */
export class OpenEntry {
  readonly answer = new Answer();
  private json: string;
  private records = 1;

  constructor(
    readonly stream: string,
    firstRecord: string,
  ) {
    this.json = firstRecord;
  }

  /** Takes one more record, unless that would be too many or too long. */
  tryAdd(record: string, maxRecords: number, maxCharacters: number): boolean {
    if (this.records >= maxRecords || this.json.length + record.length > maxCharacters) return false;
    this.json += `,${record}`;
    this.records += 1;
    return true;
  }

  toString(): string {
    return `[${this.json}]`;
  }
}
