import { useProgress } from '../../api/progress.ts';
import type { Overview } from '../../app/overview-query.ts';
import { FreshnessRing } from '../../ui/freshness-ring.tsx';
import { useNow } from '../../ui/now.ts';
import { shortTime, took } from '../../ui/relative-time.ts';
import { RunBars } from '../../ui/run-bars.tsx';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord, type Mark } from '../../ui/status.tsx';
import { listedSoFar } from './pull-progress.tsx';
import { SystemIcon } from './system-icon.tsx';
import './source-tile.css';

export type SourceTileData = Overview['sources'][number];

export const HEALTH_MARK: Record<SourceTileData['health'], Mark> = {
  new: 'working',
  working: 'working',
  fresh: 'ok',
  partial: 'attention',
  stale: 'stale',
  held: 'attention',
  failing: 'failing',
  paused: 'attention',
};

function nextPull(at: string | null, now: number): string {
  if (at === null) return 'not pulled';
  const when = shortTime(at, { now });
  return when === 'now' || Date.parse(at) < now ? 'due now' : `next ${when}`;
}

/** A source at a glance: how it is, how fresh, what it holds, its last runs, and when it is pulled next. */
export function SourceTile({ source }: { source: SourceTileData }) {
  const now = useNow();
  const running = source.runs.filter(({ state }) => state === 'running');
  const progress = useProgress(source.id, running);
  const last = source.runs.findLast(({ seconds }) => seconds !== null);
  const word = source.health === 'partial' ? 'in part' : 'complete';
  const seen = source.lastCompleteAt ? `${word} ${shortTime(source.lastCompleteAt, { now })}` : 'never complete yet';
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
            {running.length > 0
              ? `being pulled: ${listedSoFar(progress)} listed so far`
              : `${source.rows.toLocaleString('en')} objects${last?.seconds != null ? ` · took ${took(last.seconds)}` : ''}`}
          </span>
        </span>
      </span>
      <span className="sy-source-tile-foot">
        <RunBars runs={source.runs} label={`Last runs of ${source.name}`} />
        <span className="sy-muted">{running.length === 0 && nextPull(source.nextPullAt, now)}</span>
      </span>
    </Link>
  );
}
