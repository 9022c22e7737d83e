import type { Row } from '../../api/data-provider.ts';
import { Lines } from '../../ui/late.tsx';
import { took } from '../../ui/relative-time.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { useRuns } from './queries.ts';

/** A run of what was heard has been asked for by nobody. */
const TRIGGERS: Record<string, string> = { event: 'its events' };

// What is heard is counted when listening ends.
const counts = (head: string, field: string): TableColumn<Row> => ({
  head,
  numeric: true,
  cell: (run) => (run['state'] === 'listening' ? '–' : Number(run[field]).toLocaleString('en')),
  idle: (run) => run['state'] === 'listening' || (field !== 'listed' && Number(run[field]) === 0),
});

const COLUMNS: readonly [TableColumn<Row>, ...TableColumn<Row>[]] = [
  {
    head: 'Started',
    cell: (run) => (
      <Link to={`/sync-runs/${run.id}`}>
        <When at={run['startedAt'] as string} />
      </Link>
    ),
  },
  {
    head: 'State',
    corner: true,
    cell: (run) => (
      <span title={String(run['error'] ?? '')}>
        <StatusWord status={run.status} word={String(run['state'])} />
      </span>
    ),
  },
  {
    head: 'Asked by',
    cell: (run) => String(run['requestedBy'] ?? TRIGGERS[String(run['trigger'])] ?? run['trigger']),
  },
  {
    head: 'Took',
    numeric: true,
    cell: (run) => {
      const [from, to] = [run['startedAt'] as string, run['finishedAt'] as string | null];
      return to ? took((Date.parse(to) - Date.parse(from)) / 1000) : 'goes on';
    },
  },
  counts('Listed', 'listed'),
  counts('Created', 'created'),
  counts('Updated', 'updated'),
  counts('Gone', 'gone'),
  counts('Held', 'held'),
];

/** The last pulls of a source, and what each did. */
export function RunsTable({ sourceId }: { sourceId: string }) {
  const { data } = useRuns(sourceId);
  if (!data) return <Lines />;
  if (data.length === 0) return <p className="sy-muted sy-card-body">It has not been pulled yet.</p>;
  return <Table plain label="Runs" columns={COLUMNS} rows={data} keyOf={({ id }) => id} />;
}
