import type { Format, Unit } from '../../contract/kinds/field.ts';
import { exactSpan } from './relative-time.ts';

const UNITS: Record<Unit, true> = {
  count: true,
  seconds: true,
  bytes: true,
  share: true,
  'bytes-per-second': true,
  'per-second': true,
};
export const isUnit = (format: Format): format is Unit => format in UNITS;

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** At most three digits that say something; whole numbers whole. */
function short(value: number): string {
  const rounded = Number.isInteger(value) || Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString('en', { maximumFractionDigits: 12 });
}

/** 1,000 KiB would be a fourth digit: that is 0.977 MiB. */
function size(bytes: number): string {
  let [value, place] = [bytes, 0];
  while (Math.abs(Math.round(value)) >= 1000 && place < SIZES.length - 1) {
    value /= 1024;
    place += 1;
  }
  return `${short(value)} ${SIZES[place]}`;
}

function share(value: number): string {
  const percent = value * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${Math.abs(percent) < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** A number with its unit: "1.5 GiB", "12 %", "3.1 MiB/s", "42/s". */
export function quantity(unit: Unit, value: number): string {
  switch (unit) {
    case 'bytes':
      return size(value);
    case 'bytes-per-second':
      return `${size(value)}/s`;
    case 'share':
      return share(value);
    case 'per-second':
      return `${short(value)}/s`;
    case 'seconds':
      return exactSpan(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
    case 'count':
      return short(value);
  }
}

/** The number itself, where `quantity` has rounded it. */
export const exactQuantity = (unit: Unit, value: number): string =>
  unit === 'bytes' ? `${value.toLocaleString('en')} bytes` : quantity(unit, value);

const TYPED_SIZE = /^(\d+(?:\.\d+)?)\s*(?:([kmgtp])(?:i?b)?|b)?$/i;

/** What people type for a number of a unit, as the API takes it: `4GiB`, `4g`, `4294967296`. null: it is none. */
export function typedQuantity(unit: Unit, text: string): number | null {
  if (unit !== 'bytes') return /^-?\d+$/.test(text) ? Number(text) : null;
  const [, digits, letter = ''] = TYPED_SIZE.exec(text) ?? [];
  if (digits === undefined) return null;
  const value = Math.round(Number(digits) * 1024 ** ' kmgtp'.indexOf(letter.toLowerCase() || ' '));
  return Number.isSafeInteger(value) ? value : null;
}
