import type { Overview } from '../../contract/api/overview.ts';
import { findings } from '../../contract/kinds/findings.ts';
import { tableAt } from '../lists/conditions.ts';
import type { Reading } from '../reader.ts';
import { readCounts } from './counts.ts';
import { readMaintenance } from './maintenance.ts';
import { instantSql, type Looked, ownSql, valuesOf } from './looked.ts';
import { readSources } from './sources.ts';

/** What one wants to know without a click, now or as it was; only what the reader may see, and of one cluster if that is asked for. */
export async function readOverview(reading: Reading, looked: Looked): Promise<Overview> {
  return {
    at: looked.at ?? new Date().toISOString(),
    // Sources have no versions: of their past there are only the runs.
    sources: looked.at === null && reading.principal.clusterIds === null ? await readSources(reading) : [],
    counts: await readCounts(reading, looked),
    findings: await readFindings(reading, looked),
    maintenance: await readMaintenance(reading, looked),
    changes: await readChanges(reading, looked),
  };
}

async function readFindings({ client }: Reading, looked: Looked): Promise<Overview['findings']> {
  const { rows } = await client.query<{ severity: keyof Overview['findings']; count: number }>(
    `SELECT o.severity, count(*)::int AS count FROM ${tableAt(findings, looked.at && instantSql(looked))}
      WHERE o.state = 'open' AND ${ownSql('o.cluster_id')} GROUP BY o.severity`,
    valuesOf(looked),
  );
  const found = { failing: 0, attention: 0, note: 0 };
  for (const { severity, count } of rows) found[severity] = count;
  return found;
}

async function readChanges({ client }: Reading, looked: Looked): Promise<Overview['changes']> {
  const end = instantSql(looked);
  const { rows } = await client.query<Overview['changes'][number]>(
    `SELECT date_trunc('hour', at) AS hour, kind, sum(created)::int AS created, sum(updated)::int AS updated, sum(gone)::int AS gone
       FROM change_counts WHERE at > ${end} - interval '24 hours' AND at <= ${end} AND ${ownSql('cluster_id')}
      GROUP BY 1, kind ORDER BY 1, kind`,
    valuesOf(looked),
  );
  return rows;
}
