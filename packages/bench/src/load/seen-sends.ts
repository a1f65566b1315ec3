/** Which sends of its chat a socket has received: one bit each. */
export class SeenSends {
  private bits = new Uint8Array(128);

  /** @returns false when it was there before */
  add(index: number): boolean {
    const at = index >>> 3;
    const bit = 1 << (index & 7);
    if (at >= this.bits.length) this.grow(at);
    const byte = this.bits[at] ?? 0;
    if (byte & bit) return false;
    this.bits[at] = byte | bit;
    return true;
  }

  private grow(at: number): void {
    const bits = new Uint8Array(2 ** Math.ceil(Math.log2(at + 1)));
    bits.set(this.bits);
    this.bits = bits;
  }
}
