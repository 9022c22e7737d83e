import type { XdrWriter } from './xdr-writer.ts';

/** virTypedParameter: a name, a type, and a value of that type. */
export interface TypedParameter {
  name: string;
  write(to: XdrWriter): unknown;
}

export const int = (name: string, value: number): TypedParameter => ({ name, write: (to) => to.int(1).int(value) });
export const uint = (name: string, value: number): TypedParameter => ({ name, write: (to) => to.int(2).uint(value) });
export const ullong = (name: string, value: number): TypedParameter => ({
  name,
  write: (to) => to.int(4).hyper(Math.max(0, value)),
});
export const text = (name: string, value: string): TypedParameter => ({
  name,
  write: (to) => to.int(7).string(value),
});

export const writeTyped = (to: XdrWriter, parameters: readonly TypedParameter[]) =>
  to.array(parameters, (_, { name, write }) => write(to.string(name)));
