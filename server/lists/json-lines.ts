import type { ExportFormat } from './export-format.ts';

/** An object a line, each as a list has it (https://github.com/ndjson/ndjson-spec). */
export const jsonLines: ExportFormat = {
  type: 'application/x-ndjson',
  header: 'application/x-ndjson',
  ending: 'jsonl',
  head: () => '',
  row: (columns, row) => `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])))}\n`,
};
