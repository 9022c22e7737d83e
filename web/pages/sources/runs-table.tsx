import type { Row } from '../../api/data-provider.ts';
import { Lines } from '../../ui/late.tsx';
import { took } from '../../ui/relative-time.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { When } from '../../ui/when.tsx';
import { useRuns } from './queries.ts';

/** A run of what was heard has been asked for by nobody. */
const TRIGGERS: Record<string, string> = { event: 'its events' };

/** The last pulls of a source, and what each did. */
export function RunsTable({ sourceId }: { sourceId: string }) {
  const { data } = useRuns(sourceId);
  if (!data) return <Lines />;
  if (data.length === 0) return <p className="sy-muted sy-card-body">It has not been pulled yet.</p>;
  // What is heard is counted when listening ends.
  const number = (row: Row, field: string) => (
    <td className="sy-number">{row['state'] === 'listening' ? '–' : Number(row[field]).toLocaleString('en')}</td>
  );
  return (
    <div className="sy-table-wrap sy-table-plain" tabIndex={0} role="region" aria-label="Runs">
      <table className="sy-table">
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">State</th>
            <th scope="col">Asked by</th>
            <th scope="col" className="sy-number">
              Took
            </th>
            <th scope="col" className="sy-number">
              Listed
            </th>
            <th scope="col" className="sy-number">
              New
            </th>
            <th scope="col" className="sy-number">
              Changed
            </th>
            <th scope="col" className="sy-number">
              Gone
            </th>
            <th scope="col" className="sy-number">
              Held
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map((run) => {
            const [from, to] = [run['startedAt'] as string, run['finishedAt'] as string | null];
            return (
              <tr key={run.id}>
                <th scope="row">
                  <Link to={`/sync-runs/${run.id}`}>
                    <When at={from} />
                  </Link>
                </th>
                <td title={String(run['error'] ?? '')}>
                  <StatusWord status={run.status} word={String(run['state'])} />
                </td>
                <td>{String(run['requestedBy'] ?? TRIGGERS[String(run['trigger'])] ?? run['trigger'])}</td>
                <td className="sy-number">{to ? took((Date.parse(to) - Date.parse(from)) / 1000) : 'goes on'}</td>
                {number(run, 'listed')}
                {number(run, 'created')}
                {number(run, 'updated')}
                {number(run, 'gone')}
                {number(run, 'held')}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
