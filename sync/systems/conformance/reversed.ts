interface Things<T> extends Iterable<T> {
  set(item: T): unknown;
  delete(id: string): unknown;
}

/** Turns the order of things round, and of every list inside of them, as a provider may at any time. */
export function reverseAll<T extends { id: string }>(things: Things<T>): void {
  const items = [...things];
  for (const { id } of items) things.delete(id);
  for (const item of items.toReversed()) things.set(turned(item) as T);
}

/** The first of these is the instance's own. */
const MEANINGFUL = new Set(['ipv6']);

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.toReversed().map(turned);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, MEANINGFUL.has(key) ? inner : turned(inner)]),
  );
}
