import type { ActiveFaults } from '../../faults.ts';

/**
 * The description, or one that cannot be read, for the row that was named or else the first: its first number is a
 * word, and its UUID has no end tag.
 */
export function broken(
  faults: ActiveFaults,
  xml: string,
  name: string,
  rows: Iterable<{ id: string; name?: string }>,
): string {
  const felt = faults.feel('malformed', ({ row }) => (row ?? firstOf(rows)) === name);
  return felt ? xml.replace(/>\d+</, '>many<').replace(/<(uuid|key)>[^<]*<\/\1>/, '<$1>42') : xml;
}

function firstOf(rows: Iterable<{ id: string; name?: string }>): string | undefined {
  for (const { id, name } of rows) return name ?? id;
  return undefined;
}
