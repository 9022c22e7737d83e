/**
 * Names for statements that are asked again and again, so that PostgreSQL keeps their plans. Each connection keeps its own copy of each plan,
 * so only shapes that come back get a name, and no more than so many: what people filter by has no end.
 */
const MOST_NAMES = 150;
const ASKED_BEFORE = 3;
const MOST_COUNTED = 2000;

const names = new Map<string, string>();
const asked = new Map<string, number>();

/** @returns undefined: send it without a name */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known) return known;
  if (names.size >= MOST_NAMES) return undefined;
  const count = (asked.get(text) ?? 0) + 1;
  if (count <= ASKED_BEFORE) {
    if (asked.size >= MOST_COUNTED) asked.clear();
    asked.set(text, count);
    return undefined;
  }
  asked.delete(text);
  const name = `l${names.size}`;
  names.set(text, name);
  return name;
}
