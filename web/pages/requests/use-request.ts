import { useGetList, useGetMany } from 'ra-core';
import type { Row } from '../../api/data-provider.ts';
import { visible } from '../../app/menu.ts';
import { useMe } from '../../app/session.ts';
import { kindNamed } from '../../kinds/find.ts';

const MOST = 500;

/** Rows of a kind that a filter finds; none of a kind that one may not see, and none where nothing is filtered by. */
function useFound(kindName: string, filter: Record<string, string | string[]> | null, sort: string) {
  const who = useMe();
  const kind = kindNamed(kindName);
  const allowed = kind !== undefined && who !== null && visible(kind, who);
  const enabled = allowed && filter !== null;
  const { data, error, isLoading } = useGetList<Row>(
    kind?.path ?? '',
    { filter: filter ?? {}, sort: { field: sort, order: 'ASC' }, pagination: { page: 1, perPage: MOST } },
    { enabled },
  );
  return { rows: (enabled && data) || [], error, coming: enabled && isLoading, allowed };
}

const idsIn = (rows: readonly Row[], field: string): string[] =>
  rows.flatMap((row) => (typeof row[field] === 'string' ? [row[field]] : []));

/**
 * What the audit, the plans and the runs know of a request: also the plans that it did something with, and the runs of plans that were made by it,
 * whoever applied them.
 */
export function useRequest(requestId: string) {
  const audit = useFound('audit', { requestId }, 'at');
  const made = useFound('plans', { requestId }, 'number');
  const asked = useFound('sync_runs', { requestId }, 'startedAt');
  const ids = made.rows.map(({ id }) => id);
  const caused = useFound('sync_runs', ids.length > 0 ? { planId: ids } : null, 'startedAt');
  const named = [...new Set([...idsIn(audit.rows, 'planId'), ...idsIn(asked.rows, 'planId')])].filter(
    (id) => !ids.includes(id),
  );
  const { data: others = [] } = useGetMany<Row>('plans', { ids: named }, { enabled: named.length > 0 });
  const all = [audit, made, asked, caused];
  return {
    audit,
    plans: [...made.rows, ...others],
    runs: [...new Map([...asked.rows, ...caused.rows].map((run) => [run.id, run])).values()].toSorted((a, b) =>
      String(a['startedAt']) < String(b['startedAt']) ? -1 : 1,
    ),
    error: all.find(({ error }) => error)?.error ?? null,
    coming: all.some(({ coming }) => coming),
  };
}
