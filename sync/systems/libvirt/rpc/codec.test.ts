import { describe, expect, it } from 'vitest';
import {
  array,
  bool,
  chars,
  type Codec,
  decode,
  double,
  encode,
  hyper,
  int,
  oneOf,
  optional,
  string,
  struct,
  uhyper,
  uint,
  uuid,
} from './codec.ts';
import { typedParameters } from './typed-parameters.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** From RFC 4506, written by hand. */
const vectors: [name: string, codec: Codec<unknown>, value: unknown, bytes: string][] = [
  ['int', int, -1, 'ffffffff'],
  ['uint', uint, 0xfffffffe, 'fffffffe'],
  ['hyper', hyper, -2n, 'fffffffffffffffe'],
  ['uhyper', uhyper, 2n ** 63n, '8000000000000000'],
  ['double', double, 1.5, '3ff8000000000000'],
  ['bool', bool, true, '00000001'],
  ['string of 4', string, 'qemu', '00000004 71656d75'],
  ['string with padding', string, 'vm-ä', '00000005 766d2dc3 a4000000'],
  ['empty string', string, '', '00000000'],
  ['absent', optional(string), undefined, '00000000'],
  ['present', optional(string), 'a', '00000001 00000001 61000000'],
  ['array', array(int), [1, 2], '00000002 00000001 00000002'],
  ['uuid', uuid, '6695eb01-f6a4-8304-79aa-97f2502e193f', '6695eb01 f6a48304 79aa97f2 502e193f'],
  ['chars', chars(4), 'kvm', '0000006b 00000076 0000006d 00000000'],
  ['enumeration', oneOf('off', 'on'), 'on', '00000001'],
  ['enumeration of a later release', oneOf('off', 'on'), 7, '00000007'],
  ['struct', struct({ id: int, name: string }), { id: 3, name: 'a' }, '00000003 00000001 61000000'],
  [
    'typed parameters',
    typedParameters,
    [
      { field: 'cpu', of: { type: 'uhyper', value: 5n } },
      { field: 'on', of: { type: 'bool', value: true } },
    ],
    '00000002 00000003 63707500 00000004 0000000000000005 00000002 6f6e0000 00000006 00000001',
  ],
];

describe('XDR', () => {
  it.each(vectors)('%s', (_name, codec, value, bytes) => {
    expect(encode(codec, value).toString('hex')).toBe(hex(bytes).toString('hex'));
    expect(decode(codec, hex(bytes))).toEqual(value);
  });

  it.each([
    ['a value that is cut off', hyper, '00000001'],
    ['a string longer than the payload', string, '7fffffff 61616161'],
    ['a list longer than the payload', array(int), 'ffffffff 00000001'],
    ['bytes left over', int, '00000001 00000002'],
    ['a parameter of an unknown type', typedParameters, '00000001 00000001 61000000 00000008 00000000'],
  ] as [string, Codec<unknown>, string][])('refuses %s', (_name, codec, bytes) => {
    expect(() => decode(codec, hex(bytes))).toThrow(expect.objectContaining({ type: 'protocol' }));
  });

  it('takes a string as long as libvirt writes them, and none that is longer', () => {
    const longest = 'x'.repeat(4_194_304);
    expect(decode(string, encode(string, longest))).toBe(longest);
    expect(() => decode(string, encode(string, `${longest}x`))).toThrow('a string of 4194305 bytes is too long');
  });

  it('refuses to write what is no UUID', () => {
    expect(() => encode(uuid, 'web-1')).toThrow('"web-1" is no UUID');
  });

  it('grows with what is written', () => {
    const long = 'x'.repeat(100_001);
    expect(decode(array(string), encode(array(string), [long, 'end', long]))).toEqual([long, 'end', long]);
  });
});
