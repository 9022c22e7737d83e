import { ask } from '../api/fetch.ts';
import { listQuery, type Filter } from '../api/list-query.ts';
import type { Scope } from '../app/scope.ts';
import type { WebKind } from '../kinds/web-kind.ts';

/** Takes all filtered rows as CSV, as the server streams them, and hands them to the browser as a file. */
export async function downloadCsv(kind: WebKind, filter: Filter, sort: string, scope: Scope): Promise<void> {
  const query = listQuery(kind, { filter, sort, scope }).replace(/[?&]limit=\d+/, (found) =>
    found.startsWith('?') ? '?' : '',
  );
  const response = await ask(query.replace('?&', '?'), { accept: 'text/csv' });
  const url = URL.createObjectURL(await response.blob());
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${kind.path}-${(scope.at ?? new Date().toISOString()).slice(0, 16).replaceAll(':', '')}.csv`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
