import { createHash } from 'node:crypto';

/** A UUIDv7 of a given moment whose other bits come from a name instead of chance. */
export function idAt(at: Date, name: string): string {
  const bytes = createHash('sha256').update(name).digest();
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
