import { useParams } from 'react-router';
import type { PlanState } from '../../../contract/plans/states.ts';
import type { Row } from '../../api/data-provider.ts';
import { markOf } from '../../grid/cell.tsx';
import { kindNamed, nameOf, objectPath } from '../../kinds/find.ts';
import { Machine } from '../../ui/copy.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Reference } from '../../ui/field-value.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { exactTime } from '../../ui/relative-time.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { stateWord } from '../plans/plan.ts';
import './request.css';
import { useRequest } from './use-request.ts';

const STATE = (kindName: string, word: (row: Row) => string): TableColumn<Row> => ({
  head: 'State',
  cell: (row) => <StatusWord status={markOf(kindNamed(kindName)!, row)} word={word(row)} over />,
  corner: true,
});

const PLANS: readonly [TableColumn<Row>, ...TableColumn<Row>[]] = [
  { head: 'Plan', cell: (row) => <Link to={`/plans/${row.id}`}>{String(row['title'])}</Link>, wraps: true },
  STATE('plans', (row) => stateWord(row['state'] as PlanState)),
  { head: 'Changes', cell: (row) => Number(row['changeCount']).toLocaleString('en'), numeric: true },
];

const RUNS: readonly [TableColumn<Row>, ...TableColumn<Row>[]] = [
  {
    head: 'Source',
    cell: (row) => <Reference kindName="sources" id={String(row['sourceId'])} />,
  },
  STATE('sync_runs', (row) => String(row['state']).replace('_', ' ')),
  {
    head: 'Run',
    cell: (row) => (
      <Link to={`/sync-runs/${row.id}`}>
        <When at={row['startedAt'] as string} />
      </Link>
    ),
  },
  { head: 'Created', cell: (row) => String(row['created']), numeric: true },
  { head: 'Updated', cell: (row) => String(row['updated']), numeric: true },
  { head: 'Gone', cell: (row) => String(row['gone']), numeric: true },
];

const ENTRIES: readonly [TableColumn<Row>, ...TableColumn<Row>[]] = [
  {
    head: 'What',
    cell: (row) => (
      <Link to={`/audit/${row.id}`}>
        <code>{nameOf(kindNamed('audit')!, row)}</code>
      </Link>
    ),
  },
  {
    head: 'Object',
    cell: (row) => {
      const [kind, id, name] = [row['objectKind'], row['objectId'], row['objectName']];
      if (typeof name !== 'string') return <span className="sy-none">–</span>;
      return typeof kind === 'string' && typeof id === 'string' && kindNamed(kind) ? (
        <Link to={objectPath(kind, id)}>{name}</Link>
      ) : (
        name
      );
    },
    wraps: true,
  },
  { head: 'When', cell: (row) => <When at={row['at'] as string} />, corner: true },
];

const keyOf = (row: Row) => row.id;

/** What happened for one request: what the audit, the plans and the runs know of it. */
export function RequestPage() {
  const { id = '' } = useParams();
  useTitle('Request');
  const { audit, plans, runs, error, coming } = useRequest(id);
  const first = audit.rows[0];
  const nothing = [audit.rows, plans, runs].every((rows) => rows.length === 0);
  const actor = first?.['actor'] ?? plans[0]?.['actor'];
  return (
    <div className="sy-request-page">
      <PageHead title="Request">
        <Machine label="request id">{id}</Machine>
      </PageHead>
      {(first || actor !== undefined) && (
        <p className="sy-muted">
          {typeof actor === 'string' && `By ${actor}`}
          {typeof first?.['address'] === 'string' && `, from ${first['address']}`}
          {first && `, ${exactTime(String(first['at']))}`}
        </p>
      )}
      {error ? (
        <PageProblem error={error} />
      ) : coming ? (
        <Lines count={5} />
      ) : nothing ? (
        <Empty title="Nothing is on record of it">
          <p>It changed nothing and was not refused, or it belongs to somebody else.</p>
          <p>What went wrong inside the server is in its log, under this id.</p>
        </Empty>
      ) : (
        <>
          {plans.length > 0 && (
            <section aria-label="Plans">
              <h2>Plans</h2>
              <Table label="Plans of the request" columns={PLANS} rows={plans} keyOf={keyOf} />
            </section>
          )}
          {runs.length > 0 && (
            <section aria-label="Sync runs">
              <h2>Sync runs</h2>
              <Table label="Sync runs of the request" columns={RUNS} rows={runs} keyOf={keyOf} />
            </section>
          )}
          {audit.rows.length > 0 && (
            <section aria-label="Audit">
              <h2>Audit</h2>
              <Table label="Audit entries of the request" columns={ENTRIES} rows={audit.rows} keyOf={keyOf} />
            </section>
          )}
        </>
      )}
      {!audit.allowed && <p className="sy-muted">The audit is shown to admins of all clusters.</p>}
    </div>
  );
}
