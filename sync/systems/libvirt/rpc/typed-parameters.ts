import { array, bool, type Codec, double, hyper, int, string, uhyper, uint } from './codec.ts';
import { ConnectionError } from './connection-error.ts';

export type TypedValue =
  | { type: 'int' | 'uint' | 'double'; value: number }
  | { type: 'hyper' | 'uhyper'; value: bigint }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string };

export interface TypedParameter {
  field: string;
  of: TypedValue;
}

/** By their numbers (virTypedParameterType), which begin at 1. */
const types = ['int', 'uint', 'hyper', 'uhyper', 'double', 'bool', 'string'] as const;
const codecs: { [K in TypedValue['type']]: Codec<unknown> } = { int, uint, hyper, uhyper, double, bool, string };

const typedParameter: Codec<TypedParameter> = {
  write(to, { field, of }) {
    to.string(field);
    to.int(types.indexOf(of.type) + 1);
    codecs[of.type].write(to, of.value);
  },
  read(from) {
    const field = from.string();
    const number = from.int();
    const type = types[number - 1];
    // Without its type nobody knows how long the value is.
    if (type === undefined)
      throw new ConnectionError('protocol', `parameter ${field} is of the unknown type ${number}`);
    return { field, of: { type, value: codecs[type].read(from) } as TypedValue };
  },
};

export const typedParameters = array(typedParameter);

/** Values by field; of a field that comes twice the last one. */
export const byField = (parameters: readonly TypedParameter[]): Map<string, TypedValue['value']> =>
  new Map(parameters.map(({ field, of }) => [field, of.value]));
