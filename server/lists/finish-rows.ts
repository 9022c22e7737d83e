import type { AnyObject } from '../../contract/api/list.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import type { Reading } from '../reader.ts';
import { showSecretsSet } from '../sources/secrets-set.ts';
import { statusOf } from './status.ts';
import { hideInvolved } from './hide-involved.ts';

/** What rows still lack when they come from PostgreSQL: their status, and per kind what a column alone cannot say. */
export async function finishRows(reading: Reading, kind: Kind, rows: AnyObject[], at: string | null): Promise<void> {
  const now = at ? 0 : Date.now();
  for (const row of rows) row.status = statusOf(kind, row, now);
  if (kind.name === 'findings') await hideInvolved(reading, rows);
  if (kind.name === 'sources') await showSecretsSet(reading, rows);
}
