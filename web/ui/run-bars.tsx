import { Link } from './scoped-link.tsx';
import { exactTime, took } from './relative-time.ts';

export interface Run {
  id: string;
  state: string;
  startedAt: string;
  seconds: number | null;
}

const TONE: Record<string, string> = {
  complete: 'ok',
  partial: 'attention',
  held: 'attention',
  failed: 'failing',
  lost: 'failing',
  running: 'working',
};

/** The last runs as bars: height by how long they took, colour by how they ended, and the words on hover and for readers. */
export function RunBars({ runs, label }: { runs: readonly Run[]; label: string }) {
  const longest = Math.max(1, ...runs.map(({ seconds }) => seconds ?? 1));
  const last = runs.at(-1);
  const bad = runs.filter(({ state }) => TONE[state] !== 'ok').length;
  const said = `${label}: ${runs.length} runs, ${bad} not complete, the last ${last?.state ?? 'none'}`;
  return (
    <span className="sy-run-bars" role="img" aria-label={said}>
      {runs.map(({ id, state, startedAt, seconds }) => (
        <i
          key={id}
          className={`sy-bar-${TONE[state] ?? 'stale'}`}
          style={{ height: `${25 + 75 * ((seconds ?? longest) / longest)}%` }}
          title={`${state}, ${exactTime(startedAt)}${seconds === null ? '' : `, took ${took(seconds)}`}`}
        />
      ))}
    </span>
  );
}

export const RunLink = ({ id }: { id: string }) => <Link to={`/sync-runs/${id}`}>{id.slice(-6)}</Link>;
