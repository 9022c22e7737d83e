import { padding } from './xdr-reader.ts';

const zeros = Buffer.alloc(4);

/** Values one after the other; each call gives the writer back, so that a struct reads as one line. */
export class XdrWriter {
  readonly #parts: Buffer[] = [];

  int(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeInt32BE(value);
    return this.#add(part);
  }

  uint(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value);
    return this.#add(part);
  }

  bool(value: boolean): this {
    return this.int(value ? 1 : 0);
  }

  /** An unsigned or a signed one: none here is so large that they would differ. */
  hyper(value: number): this {
    const part = Buffer.allocUnsafe(8);
    part.writeBigInt64BE(BigInt(Math.round(value)));
    return this.#add(part);
  }

  double(value: number): this {
    const part = Buffer.allocUnsafe(8);
    part.writeDoubleBE(value);
    return this.#add(part);
  }

  bytes(value: Buffer): this {
    return this.#add(value, zeros.subarray(0, padding(value.length)));
  }

  string(value: string): this {
    const bytes = Buffer.from(value, 'utf8');
    return this.uint(bytes.length).bytes(bytes);
  }

  optional(value: string | undefined): this {
    return value === undefined ? this.uint(0) : this.uint(1).string(value);
  }

  array<T>(values: readonly T[], write: (to: this, value: T) => unknown): this {
    this.uint(values.length);
    for (const value of values) write(this, value);
    return this;
  }

  uuid(value: string): this {
    return this.bytes(Buffer.from(value.replaceAll('-', ''), 'hex'));
  }

  end(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #add(...parts: Buffer[]): this {
    this.#parts.push(...parts);
    return this;
  }
}
