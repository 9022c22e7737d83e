import { useWhyNot } from '../../app/may.ts';
import { useOverviewNow } from '../../app/overview-query.ts';
import { useMe } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { Link, useGo } from '../../ui/scoped-link.tsx';
import { NoSource } from '../list-empty.tsx';
import { SourceTile } from './source-tile.tsx';

const RANK = ['failing', 'held', 'stale', 'partial', 'paused', 'working', 'new', 'fresh'];

export function SourcesPage() {
  const { data, error, refetch } = useOverviewNow();
  const who = useMe();
  const go = useGo();
  const whyNot = useWhyNot('sources.edit');
  useTitle('Sources');
  const sources = data?.sources.toSorted(
    (one, other) => RANK.indexOf(one.health) - RANK.indexOf(other.health) || one.name.localeCompare(other.name),
  );
  return (
    <div>
      <PageHead
        title="Sources"
        actions={
          <>
            <Link to="/sync-runs" className="sy-button">
              All runs
            </Link>
            <Button kind="main" icon="plus" whyNot={whyNot} onClick={() => go('/sources/new')}>
              Add a source
            </Button>
          </>
        }
      />
      {error && !data ? (
        <PageProblem error={error} onRetry={() => void refetch()} />
      ) : !sources ? (
        <Lines count={6} />
      ) : who?.clusterIds !== null ? (
        <Empty title="Not for you to see">
          <p>Sources are shown to those who see all clusters.</p>
        </Empty>
      ) : sources.length === 0 ? (
        <NoSource />
      ) : (
        <div className="sy-source-tiles">
          {sources.map((source) => (
            <SourceTile key={source.id} source={source} />
          ))}
        </div>
      )}
    </div>
  );
}
