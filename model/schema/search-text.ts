/**
 * The index of search texts (pg_trgm) knows runs of letters and digits alone: of "198.51.100.7" it would know four short numbers, which half of all
 * rows hold. So marks within words are written as capitals, which a text in lower case has no other use for; the index takes them for letters.
 */
const MARKS: Record<string, string> = { '.': 'D', '-': 'H', _: 'U', ':': 'C', '/': 'S' };

/** A text, or a part of one that is looked for, as it stands in `search`. */
export const asSearched = (text: string): string => text.toLowerCase().replaceAll(/[.\-_:/]/g, (mark) => MARKS[mark]!);
