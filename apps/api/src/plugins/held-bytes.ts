import { ServiceError } from '@besage/contracts';

/** Bytes of images that all requests under way may hold together. */
const HELD_MAX = 256 * 1024 * 1024;
/** Bytes that those of one person may: some images at once, and most of the room stays for the others. */
const PERSON_HELD_MAX = 64 * 1024 * 1024;

/** Counts what uploads hold in memory while they come in. */
export class HeldBytes {
  private all = 0;
  private readonly ofPerson = new Map<string, number>();

  /**
   * Counts more of somebody's; it counts until it is released, also when it is refused.
   *
   * @throws ServiceError `unavailable` when it is too much, of this person or of all
   */
  hold(userId: string, bytes: number): void {
    this.add(userId, bytes);
    if (this.all > HELD_MAX || (this.ofPerson.get(userId) ?? 0) > PERSON_HELD_MAX) {
      throw new ServiceError('unavailable', { retryAfter: 1 });
    }
  }

  release(userId: string, bytes: number): void {
    this.add(userId, -bytes);
    if (this.ofPerson.get(userId) === 0) this.ofPerson.delete(userId);
  }

  private add(userId: string, bytes: number): void {
    this.all += bytes;
    this.ofPerson.set(userId, (this.ofPerson.get(userId) ?? 0) + bytes);
  }
}
