/**
 * What a provider said, as JSON whose text is the same however the provider orders it: times as ISO 8601, keys and lists sorted.
 * No list in the answers that are kept this way means anything by its order.
 * @param without what is secret or changes all the time
 */
export function settledRaw(said: Record<string, unknown>, without: readonly string[] = []): Record<string, unknown> {
  const kept = Object.entries(said).filter(([key]) => !without.includes(key));
  return settle(Object.fromEntries(kept)) as Record<string, unknown>;
}

function settle(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) {
    const keyed = value.map((item) => {
      const settled = settle(item) ?? null;
      return { settled, text: JSON.stringify(settled) };
    });
    return keyed.sort((a, b) => compareText(a.text, b.text)).map(({ settled }) => settled);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)).map(([key, inner]) => [key, settle(inner)]));
}

/** By code unit: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
