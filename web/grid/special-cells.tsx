import type { ReactNode } from 'react';
import type { Row } from '../api/data-provider.ts';
import { Reference } from '../ui/field-value.tsx';
import { Freshness } from '../ui/freshness.tsx';
import { Usage } from '../ui/quantity-value.tsx';
import { severityMark, StatusWord } from '../ui/status.tsx';
import { rowWord } from '../pages/plans/plan.ts';
import type { Severity } from '../../contract/kinds/findings.ts';
import { kindNamed, objectPath } from '../kinds/find.ts';
import { Link } from '../ui/scoped-link.tsx';

type Special = (row: Row) => ReactNode;

const text = (value: unknown) => (typeof value === 'string' ? value : null);
const allOrSome = (row: Row) => (row['clusterIds'] === null ? 'all' : undefined);

const usage = (used: unknown, of: unknown) =>
  typeof used === 'number' && typeof of === 'number' && of > 0 ? <Usage used={used} of={of} /> : undefined;

const subject: Special = (row) => (
  <Link to={objectPath(String(row['subjectKind']), String(row['subjectId']))} tabIndex={-1}>
    {String(row['subjectName'])}
  </Link>
);

/** Zeros would say that nothing was heard. */
const counted: Special = (row) =>
  row['state'] === 'listening' ? (
    <span className="sy-none" title="Counted when listening ends">
      –
    </span>
  ) : undefined;

/** Cells that the field's format alone does not describe: `kind.field`, or `*.field` for all kinds. */
const SPECIAL: Record<string, Special> = {
  '*.clusterId': (row) => {
    const id = text(row['clusterId']);
    return id ? <Reference kindName="clusters" id={id} tabIndex={-1} /> : <span className="sy-none">none</span>;
  },
  '*.seenAt': (row) => <Freshness object={row} source={false} />,
  '*.sourceId': (row) => (typeof row['sourceName'] === 'string' ? row['sourceName'] : undefined),
  'findings.severity': (row) => {
    const severity = row['severity'] as Severity;
    return <StatusWord status={row['state'] === 'closed' ? 'gone' : severityMark[severity]} word={severity} />;
  },
  'findings.subjectName': subject,
  'findings.subjectKind': (row) => kindNamed(String(row['subjectKind']))?.one ?? String(row['subjectKind']),
  'target_groups.healthyCount': (row) => {
    const [healthy, all] = [Number(row['healthyCount']), Number(row['targetCount'])];
    const tone = healthy === all ? '' : healthy === 0 ? 'sy-failing' : 'sy-attention';
    return <span className={tone}>{healthy}</span>;
  },
  'storage_pools.allocation': (row) => usage(row['allocation'], row['capacity']),
  'hosts.memoryUsed': (row) => usage(row['memoryUsed'], row['memory']),
  'virtual_machines.memoryUsed': (row) => usage(row['memoryUsed'], row['memory']),
  'sources.health': (row) => <StatusWord status={row.status} word={String(row['health'])} />,
  'plans.state': rowWord,
  'sync_runs.state': (row) => <StatusWord status={row.status} word={String(row['state'])} />,
  ...Object.fromEntries(
    ['complete', 'incomplete', 'listed', 'created', 'updated', 'gone', 'held', 'malformed'].map((field) => [
      `sync_runs.${field}`,
      counted,
    ]),
  ),
  'users.clusterIds': (row) => allOrSome(row),
  'tokens.clusterIds': (row) => allOrSome(row),
};

export const specialCell = (kind: string, field: string): Special | undefined =>
  SPECIAL[`${kind}.${field}`] ?? SPECIAL[`*.${field}`];
