import { createHash } from 'node:crypto';

/** Hex digits that depend on nothing but their arguments: the same seed gives the same estate on every machine. */
export function hexFrom(length: number, ...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, length);
}

/** A number in [0, below) that depends on nothing but the parts. */
export function numberFrom(below: number, ...parts: (string | number)[]): number {
  return Number.parseInt(hexFrom(12, ...parts), 16) % below;
}
