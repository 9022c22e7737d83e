import { expect, it } from 'vitest';
import { exportFormat } from './stream-list.ts';

it.each([
  [undefined, undefined],
  ['*/*', undefined],
  ['application/json', undefined],
  ['text/csv', 'text/csv'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['application/json, text/csv', undefined],
  ['text/csv, application/json;q=0.5', 'text/csv'],
  ['application/x-ndjson, text/csv', 'application/x-ndjson'],
  ['text/csv, application/x-ndjson', 'text/csv'],
  ['application/json, application/x-ndjson', undefined],
])('%s is answered with %s', (accept, type) => expect(exportFormat(accept)?.type).toBe(type));
