/** A growing byte buffer with the variable-length integers of the WebAssembly binary format (LEB128). */
export class ByteWriter {
  private bytes = new Uint8Array(256);
  private used = 0;

  get length(): number {
    return this.used;
  }

  byte(value: number): this {
    if (this.used === this.bytes.length) this.grow(this.used + 1);
    this.bytes[this.used++] = value;
    return this;
  }

  raw(values: Uint8Array | readonly number[]): this {
    if (this.used + values.length > this.bytes.length) this.grow(this.used + values.length);
    this.bytes.set(values, this.used);
    this.used += values.length;
    return this;
  }

  /** Unsigned LEB128 of 0 .. 2^32 - 1. */
  unsigned(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    return this.byte(rest);
  }

  /** Signed LEB128 of a 32-bit two's complement value. */
  signed32(value: number): this {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  /** Signed LEB128 of a 64-bit two's complement value. */
  signed(value: bigint): this {
    if (value >= -64n && value < 64n) return this.byte(Number(value & 0x7fn));
    let rest = value;
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  /** UTF-8 text with its length in front. */
  text(value: string): this {
    const encoded = new TextEncoder().encode(value);
    return this.unsigned(encoded.length).raw(encoded);
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.used);
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.used));
    this.bytes = larger;
  }
}
