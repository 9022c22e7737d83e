/**
 * What a provider said, as JSON whose text is the same however the provider orders it: times as ISO 8601, keys and lists sorted.
 * No list in the answers that are kept this way means anything by its order.
 * @param without what is secret or changes all the time
 */
export function settledRaw(said: Record<string, unknown>, without: readonly string[] = []): Record<string, unknown> {
  return settleObject(said, without);
}

function settle(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return settleList(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return settleObject(value as Record<string, unknown>, []);
}

function settleList(list: readonly unknown[]): unknown[] {
  const settled = list.map((item) => settle(item) ?? null);
  // Most lists of an answer have one item or none, and this runs for every object of an estate.
  if (settled.length < 2) return settled;
  const keyed = settled.map((item) => ({ item, text: typeof item === 'string' ? item : JSON.stringify(item) }));
  return keyed.sort((a, b) => compareText(a.text, b.text)).map(({ item }) => item);
}

function settleObject(object: Record<string, unknown>, without: readonly string[]): Record<string, unknown> {
  const settled: Record<string, unknown> = {};
  for (const key of Object.keys(object).sort()) {
    const inner = settle(object[key]);
    if (inner !== undefined && !without.includes(key)) settled[key] = inner;
  }
  return settled;
}

/** By code unit: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
