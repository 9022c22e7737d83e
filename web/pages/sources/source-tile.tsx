import { useProgress } from '../../api/progress.ts';
import type { Overview } from '../../app/overview-query.ts';
import { FreshnessRing } from '../../ui/freshness-ring.tsx';
import { useNow } from '../../ui/now.ts';
import { shortTime, span } from '../../ui/relative-time.ts';
import { RunBars } from '../../ui/run-bars.tsx';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord, type Mark } from '../../ui/status.tsx';
import { SystemIcon } from './system-icon.tsx';
import './source-tile.css';

export type SourceTileData = Overview['sources'][number];

export const HEALTH_MARK: Record<SourceTileData['health'], Mark> = {
  new: 'working',
  working: 'working',
  fresh: 'ok',
  stale: 'stale',
  held: 'attention',
  failing: 'failing',
  paused: 'attention',
};

/** A source at a glance: how it is, how fresh, what it holds, its last runs, and when it is pulled next. */
export function SourceTile({ source }: { source: SourceTileData }) {
  const now = useNow();
  const progress = useProgress(source.id);
  const last = source.runs.at(-1);
  const listed = progress?.scopes.reduce((sum, scope) => sum + scope.listed, 0) ?? 0;
  const seen = source.lastCompleteAt ? `complete ${shortTime(source.lastCompleteAt, { now })}` : 'never complete yet';
  return (
    <Link to={`/sources/${source.id}`} className="sy-source-tile">
      <span className="sy-source-tile-top">
        <SystemIcon system={source.system} size={20} />
        <b>{source.name}</b>
        <StatusWord status={HEALTH_MARK[source.health]} word={source.health} />
      </span>
      <span className="sy-source-tile-mid">
        <FreshnessRing seenAt={source.lastCompleteAt} staleAt={source.staleAt} />
        <span>
          <span>{seen}</span>
          <span className="sy-muted">
            {progress && source.health === 'working'
              ? `listing: ${listed.toLocaleString('en')} so far`
              : `${source.rows.toLocaleString('en')} objects${last?.seconds != null ? ` · took ${span(last.seconds)}` : ''}`}
          </span>
        </span>
      </span>
      <span className="sy-source-tile-foot">
        <RunBars runs={source.runs} label={`Last runs of ${source.name}`} />
        <span className="sy-muted">
          {source.nextPullAt ? `next ${shortTime(source.nextPullAt, { now })}` : 'not pulled'}
        </span>
      </span>
    </Link>
  );
}
