import { dayAndClock } from '../ui/relative-time.ts';
import { kinds } from './kinds.data.ts';
import type { WebField, WebKind } from './web-kind.ts';

const byName = new Map(kinds.map((kind) => [kind.name, kind]));
const byPath = new Map(kinds.map((kind) => [kind.path, kind]));

export const kindNamed = (name: string): WebKind | undefined => byName.get(name);
export const kindAt = (path: string): WebKind | undefined => byPath.get(path);
export const fieldOf = (kind: WebKind, name: string): WebField | undefined =>
  kind.fields.find((field) => field.name === name);

export const objectPath = (kindName: string, id: string): string =>
  `/${byName.get(kindName)?.path ?? kindName.replaceAll('_', '-')}/${encodeURIComponent(id)}`;

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** "1 zone", "4,017 record sets". */
export const countOf = (count: number, kindName: string): string => {
  const kind = byName.get(kindName);
  const word = kind ? (count === 1 ? kind.one : kind.many) : kindName.replaceAll('_', ' ');
  return `${count.toLocaleString('en')} ${word}`;
};

/** How an object is called where nothing but the object is at hand. */
export function nameOf(kind: WebKind, object: Record<string, unknown>): string {
  const name = object[kind.title] ?? object['key'] ?? object['id'] ?? '';
  return fieldOf(kind, kind.title)?.format === 'when' ? dayAndClock(String(name)) : String(name);
}
