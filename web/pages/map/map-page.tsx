import { useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { MAP_KINDS } from '../../../contract/map-kinds.ts';
import { Button } from '../../ui/button.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { useScope } from '../../ui/scoped-link.tsx';
import { PHONE, useMedia } from '../../ui/use-media.ts';
import { idOf, readState, writeState, type MapAsk, type MapState } from './map-state.ts';
import { MapEmpty } from './map-empty.tsx';
import { useLiveMap, useMapOf } from './map-query.ts';
import { MapWorkspace } from './map-workspace.tsx';
import './map.css';

/** The state of the address, and what changes it. A selection is a step to go back to; looking around is not. */
function useMapState(): [MapState, (change: Partial<MapState>) => void] {
  const { search, pathname } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => readState(search), [search]);
  const change = (what: Partial<MapState>) => {
    // What the page knows may be older than the address: the camera comes to rest a moment after a selection.
    const before = window.location.search;
    const next = writeState(before, what);
    if (next !== before) void navigate({ pathname, search: next }, { replace: !('node' in what || 'around' in what) });
  };
  return [state, change];
}

const askOf = ({ kinds, around, depth, expand }: MapState): MapAsk => ({ kinds, around, depth, expand });

/** The whole estate as one picture: clusters, in them what takes traffic, what serves it, what leads there, where the data is. */
export function MapPage() {
  useTitle('Map');
  const scope = useScope();
  const phone = useMedia(PHONE);
  const [state, change] = useMapState();
  const [listed, setListed] = useState(!phone);
  const filter = useRef<HTMLInputElement>(null);
  const whole = useMapOf(scope, askOf(state));
  // In a large estate a single object stands in a group: it is shown with what is around it.
  const [kind = ''] = (state.node ?? '').split(':');
  const single =
    state.node !== null && !/[^:]:[^:]+:/.test(state.node) && (MAP_KINDS as readonly string[]).includes(kind);
  const missing =
    whole.data?.map.grouped === true && single && !whole.data.map.nodes.some(({ id }) => id === idOf(state.node));
  const near = useMapOf(scope, { kinds: null, around: state.node, depth: state.depth, expand: [] }, missing);
  const { data, error, refetch } = missing ? near : whole;
  useLiveMap(scope, data?.map.grouped ?? false);

  const around = missing ? state.node : state.around;
  return (
    <div className="sy-map-page">
      <PageHead
        title="Map"
        aside={data && <span className="sy-muted">{summary(data.map)}</span>}
        actions={
          data &&
          data.map.nodes.length > 0 && (
            <Button icon="list" pressed={listed} onClick={() => setListed(!listed)}>
              List
            </Button>
          )
        }
      />
      {error && !data ? (
        <PageProblem
          error={error}
          onRetry={() => (around ? change({ around: null, node: null, view: null }) : void refetch())}
        />
      ) : !data ? (
        <Lines count={6} />
      ) : data.map.nodes.length === 0 ? (
        <MapEmpty state={state} onChange={change} />
      ) : (
        <MapWorkspace
          path={data.path}
          map={data.map}
          state={state}
          around={around}
          listed={listed}
          filter={filter}
          onChange={change}
          onList={setListed}
        />
      )}
    </div>
  );
}

function summary({
  total,
  grouped,
  clusters,
}: {
  total: number;
  grouped: boolean;
  clusters: readonly unknown[];
}): string {
  const objects = `${total.toLocaleString('en')} ${total === 1 ? 'object' : 'objects'}`;
  const within = clusters.length ? ` in ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}` : '';
  return `${objects}${within}${grouped ? ', in groups' : ''}`;
}
