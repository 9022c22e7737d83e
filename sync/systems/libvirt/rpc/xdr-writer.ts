/** Writes XDR (RFC 4506): big-endian, everything in steps of 4 bytes. */
export class XdrWriter {
  #bytes = Buffer.alloc(256);
  #length = 0;

  int = (value: number): void => void this.#bytes.writeInt32BE(value, this.#room(4));
  uint = (value: number): void => void this.#bytes.writeUInt32BE(value, this.#room(4));
  hyper = (value: bigint): void => void this.#bytes.writeBigInt64BE(value, this.#room(8));
  uhyper = (value: bigint): void => void this.#bytes.writeBigUInt64BE(value, this.#room(8));
  double = (value: number): void => void this.#bytes.writeDoubleBE(value, this.#room(8));

  /** Of a length that both sides know. */
  fixed(value: Buffer): void {
    const at = this.#room(value.length + ((4 - (value.length % 4)) % 4));
    value.copy(this.#bytes, at);
  }

  string(value: string): void {
    const bytes = Buffer.from(value, 'utf8');
    this.uint(bytes.length);
    this.fixed(bytes);
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The room is zero: padding must be. */
  #room(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(Math.max(this.#bytes.length, length))]);
    return at;
  }
}
