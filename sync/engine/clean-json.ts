/** NUL, which PostgreSQL has not in text, and halves of characters, which are no text: as JSON.stringify writes them. */
const NO_TEXT = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** A provider's name that holds what is no text would fail all that is written with it. */
export function cleanJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\u0000') || json.includes('\\ud') ? json.replaceAll(NO_TEXT, '$1\ufffd') : json;
}

/** The same for a key that stands alone. The driver itself replaces halves of characters. */
export const cleanKey = (key: unknown): string => String(key).replaceAll('\0', '\ufffd');
