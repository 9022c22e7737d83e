/** A payload that ends before its values do, or holds one that cannot be. */
export class XdrError extends Error {}

/** RFC 4506, as far as libvirt uses it: everything big-endian, in units of four bytes. */
export class XdrReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int(): number {
    return this.#take(4).readInt32BE();
  }

  uint(): number {
    return this.#take(4).readUInt32BE();
  }

  bool(): boolean {
    return this.int() !== 0;
  }

  /** Fixed opaque data. */
  bytes(length: number): Buffer {
    const taken = this.#take(length);
    this.#take(padding(length));
    return taken;
  }

  string(longest = 4_194_304): string {
    const length = this.uint();
    if (length > longest) throw new XdrError(`a string of ${length} bytes`);
    return this.bytes(length).toString('utf8');
  }

  optional<T>(read: (from: this) => T): T | undefined {
    const present = this.uint();
    if (present > 1) throw new XdrError(`${present} is neither present nor absent`);
    return present === 1 ? read(this) : undefined;
  }

  array<T>(read: (from: this) => T, most = 16_384): T[] {
    const length = this.uint();
    if (length > most) throw new XdrError(`an array of ${length}`);
    return Array.from({ length }, () => read(this));
  }

  /** 16 bytes, as text with dashes. */
  uuid(): string {
    return this.bytes(16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new XdrError('the payload ends too soon');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

export const padding = (length: number) => (4 - (length % 4)) % 4;
