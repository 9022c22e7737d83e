import type { ExportFormat } from './export-format.ts';

/** A cell that begins like a formula is one to a spreadsheet: such text gets an apostrophe (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const plain = Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.join('; ') : value;
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180. */
export const csv: ExportFormat = {
  type: 'text/csv',
  header: 'text/csv; charset=utf-8',
  ending: 'csv',
  head: (columns) => `${columns.join(',')}\r\n`,
  row: (columns, row) => `${columns.map((name) => cell(row[name])).join(',')}\r\n`,
};
