/** What one person likes, kept in this browser. Nothing depends on it: storage may be full, forbidden or emptied. */
const PREFIX = 'switchyard:';

export function read<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

export function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A browser without storage: the choice holds until the page is left.
  }
}
