import { useOverviewNow } from '../../app/overview-query.ts';
import { useMe } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useScope } from '../../ui/scoped-link.tsx';
import { NoSource } from '../list-empty.tsx';
import type { MapState } from './map-state.ts';

/** Why there is nothing to draw, and what to do. */
export function MapEmpty({ state, onChange }: { state: MapState; onChange: (change: Partial<MapState>) => void }) {
  const who = useMe();
  const { cluster, at } = useScope();
  const { data, isPending } = useOverviewNow();
  if (state.kinds)
    return (
      <Empty
        title="Nothing of these kinds"
        act={<Button onClick={() => onChange({ kinds: null })}>Draw all kinds</Button>}
      >
        <p>There are objects of other kinds perhaps: only some are drawn.</p>
      </Empty>
    );
  // Readers of some clusters are not told of sources, so for them none says nothing.
  if (who?.clusterIds === null) {
    if (isPending) return null;
    if (data?.sources.length === 0) return <NoSource />;
  }
  return (
    <Empty title={at ? 'There was nothing to draw then' : cluster ? 'Nothing in this cluster' : 'Nothing to draw yet'}>
      <p>
        The map shows load balancers, the machines behind them, the names that lead there and the databases they hold: a
        column each, in a box for each cluster, with lines where a rule links them.
      </p>
      <p>Objects appear as soon as a source has listed them.</p>
    </Empty>
  );
}
