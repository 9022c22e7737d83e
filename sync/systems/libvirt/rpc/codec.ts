import { XdrReader } from './xdr-reader.ts';
import { XdrWriter } from './xdr-writer.ts';

/** How a value is on the wire, both ways. */
export interface Codec<T> {
  write(to: XdrWriter, value: T): void;
  /** @throws ConnectionError `protocol` when the payload does not hold such a value */
  read(from: XdrReader): T;
}

export type ValueOf<C> = C extends Codec<infer T> ? T : never;

export const int: Codec<number> = { write: (to, value) => to.int(value), read: (from) => from.int() };
export const uint: Codec<number> = { write: (to, value) => to.uint(value), read: (from) => from.uint() };
export const hyper: Codec<bigint> = { write: (to, value) => to.hyper(value), read: (from) => from.hyper() };
export const uhyper: Codec<bigint> = { write: (to, value) => to.uhyper(value), read: (from) => from.uhyper() };
export const double: Codec<number> = { write: (to, value) => to.double(value), read: (from) => from.double() };
export const string: Codec<string> = { write: (to, value) => to.string(value), read: (from) => from.string() };
export const bool: Codec<boolean> = { write: (to, value) => to.int(value ? 1 : 0), read: (from) => from.int() !== 0 };

/** A fixed array of C chars, each in 4 bytes of its own; the text ends at the first zero. */
export const chars = (length: number): Codec<string> => ({
  write(to, value) {
    const bytes = Buffer.alloc(length);
    bytes.write(value, 0, length - 1, 'utf8');
    for (const byte of bytes) to.int(byte);
  },
  read(from) {
    const bytes = Buffer.from(Array.from({ length }, () => from.int() & 0xff));
    return bytes.subarray(0, bytes.indexOf(0) < 0 ? length : bytes.indexOf(0)).toString('utf8');
  },
});

/** In the usual writing with hyphens; 16 bytes on the wire. */
export const uuid: Codec<string> = {
  write: (to, value) => to.fixed(bytesOfUuid(value)),
  read: (from) =>
    from
      .fixed(16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
};

function bytesOfUuid(value: string): Buffer {
  const bytes = Buffer.from(value.replaceAll('-', ''), 'hex');
  // Written as they are, others would shift everything after them.
  if (bytes.length !== 16) throw new TypeError(`"${value}" is no UUID`);
  return bytes;
}

/** A C enumeration by the names of its values; one that was added later stays a number. */
export const oneOf = <const N extends string>(...names: readonly N[]): Codec<N | number> => ({
  write: (to, value) => to.int(typeof value === 'number' ? value : names.indexOf(value)),
  read(from) {
    const value = from.int();
    return names[value] ?? value;
  },
});

export const optional = <T>(of: Codec<T>): Codec<T | undefined> => ({
  write(to, value) {
    to.uint(value === undefined ? 0 : 1);
    if (value !== undefined) of.write(to, value);
  },
  read: (from) => (from.uint() === 0 ? undefined : of.read(from)),
});

export const array = <T>(of: Codec<T>): Codec<T[]> => ({
  write(to, values) {
    to.uint(values.length);
    for (const value of values) of.write(to, value);
  },
  read: (from) => Array.from({ length: from.count() }, () => of.read(from)),
});

/** Fields follow one another in the order of their declaration. */
export function struct<F extends Record<string, Codec<unknown>>>(fields: F): Codec<{ [K in keyof F]: ValueOf<F[K]> }> {
  const entries = Object.entries(fields);
  return {
    write(to, value) {
      for (const [name, codec] of entries) codec.write(to, value[name]);
    },
    read: (from) => Object.fromEntries(entries.map(([name, codec]) => [name, codec.read(from)])) as never,
  };
}

export const nothing: Codec<object> = { write: () => {}, read: () => ({}) };

export function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter();
  codec.write(writer, value);
  return writer.bytes();
}

/** @throws ConnectionError `protocol` when the bytes are not exactly one such value */
export function decode<T>(codec: Codec<T>, bytes: Buffer): T {
  const reader = new XdrReader(bytes);
  const value = codec.read(reader);
  reader.end();
  return value;
}
