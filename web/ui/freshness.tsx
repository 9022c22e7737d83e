import { useScope, useShown } from './scoped-link.tsx';
import { exactTime, shortTime, clock } from './relative-time.ts';

/** A synced object, or anything that carries the same provenance. */
type Seen = Readonly<Record<string, unknown>>;

/**
 * When an object was last seen and where. Past its interval it turns amber and says since when.
 * Of the past it is only known when a version came, which says nothing about how fresh it was: there it is the source alone.
 */
export function Freshness({ object, source = true }: { object: Seen; source?: boolean }) {
  const { at } = useScope();
  const now = useShown();
  const { seenAt, staleAt, sourceName, goneAt } = object as {
    seenAt?: unknown;
    staleAt?: unknown;
    sourceName?: unknown;
    goneAt?: unknown;
  };
  if (typeof seenAt !== 'string') return null;
  const where = source && typeof sourceName === 'string' ? ` · ${sourceName}` : '';
  const gone = typeof goneAt === 'string';
  if (at && !gone)
    return source && typeof sourceName === 'string' ? <span className="sy-fresh">{sourceName}</span> : null;
  const stale = !gone && typeof staleAt === 'string' && Date.parse(staleAt) < now;
  const day = stale && now - Date.parse(staleAt) > 86_400_000;
  const text = gone
    ? `gone ${shortTime(goneAt, { now })}`
    : stale
      ? `stale since ${day ? shortTime(staleAt, { now }) : clock(staleAt)}`
      : source
        ? `seen ${shortTime(seenAt, { now })}`
        : shortTime(seenAt, { now });
  return (
    <span className={`sy-fresh${stale ? ' sy-attention' : ''}`} title={`seen ${exactTime(seenAt)}`}>
      {text}
      {where}
    </span>
  );
}
