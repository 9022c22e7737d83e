import { hash } from 'node:crypto';
import { columnOf, steadyFields, type Kind } from '../../contract/kinds/kind.ts';
import { asSearched } from '../../model/schema/search-text.ts';

/**
 * Raised when the same provider data would give another text, here or in `search`: the engine then compares columns and writes raw and search anew,
 * instead of flooding the history.
 */
const VERSION = 2;

/** JSON with sorted keys, so that a provider's key order never looks like a change. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const source = value as Record<string, unknown>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(source).toSorted()) sorted[key] = canonical(source[key]);
  return sorted;
}

export interface StagedRow {
  /** Becomes the object's id if it is new. */
  id: string;
  n: number;
  key: string;
  digest: string;
  /** Column → value, with raw and search. */
  columns: Record<string, unknown>;
}

/** Makes the digest of one kind's rows: 128 bits over fields and raw, written as a uuid. */
export function digester(kind: Kind) {
  const fields = steadyFields(kind);
  return (row: Record<string, unknown>): string => {
    const text = JSON.stringify([VERSION, ...fields.map((field) => canonical(row[field])), canonical(row.raw)]);
    const hex = hash('sha256', text, 'hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
  };
}

/** One text per row, of everything that free text looks into. */
export function searchText(kind: Kind) {
  const fields = Object.keys(kind.fields).filter((name) => kind.fields[name]!.search);
  return (row: Record<string, unknown>): string => {
    const words = new Set<string>([String(row.key)]);
    for (const field of fields) {
      const value = row[field];
      if (Array.isArray(value)) for (const one of value) words.add(String(one));
      else if (value !== null && value !== undefined && value !== '') words.add(String(value));
    }
    return asSearched([...words].join('\n'));
  };
}

export const columnsOfRow = (kind: Kind, row: Record<string, unknown>) =>
  Object.fromEntries(steadyFields(kind).map((field) => [columnOf(field), row[field] ?? null]));
