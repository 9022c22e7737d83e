import { useGetManyAggregate } from 'ra-core';
import type { Row } from '../api/data-provider.ts';
import { useMe } from '../app/session.ts';

/** Kinds that are written at their source, so that its mode decides whether they can be. */
const WRITTEN: ReadonlySet<string> = new Set(['record_sets', 'zones']);

/**
 * null as far as the source lets it be written, else the reason. Readers of some clusters do not see sources: for them the plan says it.
 */
export function useWhyNotWritable(kind: string, row: Row): string | null {
  const who = useMe();
  const id = String(row['sourceId'] ?? '');
  const enabled = WRITTEN.has(kind) && id !== '' && who?.clusterIds === null;
  const { data } = useGetManyAggregate<Row>('sources', { ids: [id] }, { enabled });
  if (row['goneAt'] && WRITTEN.has(kind)) return 'it is gone';
  const source = enabled ? data?.[0] : undefined;
  return source?.['mode'] === 'read'
    ? `the source ${String(source['name'])} is read-only: set its write mode first`
    : null;
}
