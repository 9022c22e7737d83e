import { createHash } from 'node:crypto';

/** Hex digits that depend on nothing but their arguments: the same seed gives the same estate on every machine. */
export function hexFrom(length: number, ...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, length);
}

export function uuidFrom(...parts: (string | number)[]): string {
  const hex = hexFrom(32, ...parts);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** A number in [0, below) that depends on nothing but the parts. */
export function numberFrom(below: number, ...parts: (string | number)[]): number {
  return Number.parseInt(hexFrom(12, ...parts), 16) % below;
}
