import { ConnectionError } from './connection-error.ts';

/** remote_protocol.x: REMOTE_STRING_MAX. libvirt writes none that are longer; one as long as a packet may be would keep us busy for seconds. */
const LONGEST_STRING = 4_194_304;

/** Reads XDR (RFC 4506) from one payload. Whatever does not fit the payload is refused before it is copied. */
export class XdrReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int = (): number => this.#bytes.readInt32BE(this.#take(4));
  uint = (): number => this.#bytes.readUInt32BE(this.#take(4));
  hyper = (): bigint => this.#bytes.readBigInt64BE(this.#take(8));
  uhyper = (): bigint => this.#bytes.readBigUInt64BE(this.#take(8));
  double = (): number => this.#bytes.readDoubleBE(this.#take(8));

  /** Of a length that both sides know. */
  fixed(length: number): Buffer {
    const from = this.#take(length + padding(length));
    return this.#bytes.subarray(from, from + length);
  }

  string(): string {
    const length = this.uint();
    if (length > LONGEST_STRING) throw new ConnectionError('protocol', `a string of ${length} bytes is too long`);
    return this.fixed(length).toString('utf8');
  }

  /**
   * How many items follow. An item has 4 bytes at least, so that a count beyond what is there is refused before anything
   * is made of it.
   */
  count(): number {
    const count = this.uint();
    if (count * 4 > this.#bytes.length - this.#at)
      throw new ConnectionError('protocol', `a list of ${count} items is cut off`);
    return count;
  }

  /** Bytes left over mean that the payload was read as something that it is not. */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left !== 0)
      throw new ConnectionError('protocol', `${left} bytes too many in a payload of ${this.#bytes.length}`);
  }

  #take(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length)
      throw new ConnectionError('protocol', `a payload of ${this.#bytes.length} bytes ends in the middle of a value`);
    this.#at = from + length;
    return from;
  }
}

const padding = (length: number) => (4 - (length % 4)) % 4;
