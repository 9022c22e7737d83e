import { describe, expect, it } from 'vitest';
import { exactQuantity, quantity, typedQuantity } from './quantity.ts';

describe('quantities', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '0.977 KiB'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [123_456, '121 KiB'],
    [1024 ** 2 * 999.6, '0.976 GiB'],
    [8 * 1024 ** 3, '8 GiB'],
    [1.25 * 1024 ** 4, '1.25 TiB'],
    [5000 * 1024 ** 5, '5,000 PiB'],
    [-2048, '-2 KiB'],
  ])('say %d bytes as %s', (bytes, said) => {
    expect(quantity('bytes', bytes)).toBe(said);
  });

  it.each([
    ['share', 0, '0 %'],
    ['share', 0.0004, '<0.1 %'],
    ['share', 0.0123, '1.2 %'],
    ['share', 0.1249, '12 %'],
    ['share', 1, '100 %'],
    ['share', 1.5, '150 %'],
    ['bytes-per-second', 3_250_586, '3.1 MiB/s'],
    ['bytes-per-second', 0.4, '0.4 B/s'],
    ['per-second', 42, '42/s'],
    ['per-second', 0.123_45, '0.123/s'],
    ['per-second', 1234.5, '1,235/s'],
    ['count', 1_234_567, '1,234,567'],
    ['count', 12.3456, '12.3'],
    ['seconds', 90, '90 s'],
    ['seconds', 3600, '1 h'],
    ['seconds', 1.234_56, '1.23 s'],
  ] as const)('say a %s of %d as %s', (unit, value, said) => {
    expect(quantity(unit, value)).toBe(said);
  });

  it('have all digits where they are asked for', () => {
    expect(exactQuantity('bytes', 123_456)).toBe('123,456 bytes');
  });
});

describe('quantities that are typed', () => {
  it.each([
    ['4GiB', 4 * 1024 ** 3],
    ['4 gb', 4 * 1024 ** 3],
    ['1.5m', 1.5 * 1024 ** 2],
    ['512', 512],
    ['512b', 512],
    ['4GiBs', null],
    ['-1', null],
    ['', null],
    ['99999999p', null],
  ])('%s', (text, bytes) => {
    expect(typedQuantity('bytes', text)).toBe(bytes);
  });

  it('are whole numbers in other units', () => {
    expect(typedQuantity('count', '42')).toBe(42);
    expect(typedQuantity('count', '4k')).toBeNull();
  });
});
