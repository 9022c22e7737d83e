import { useNow } from './now.ts';

/** How much of the time that counts as fresh has passed: a full ring is just seen, an empty one stale. */
export function FreshnessRing({
  seenAt,
  staleAt,
  size = 34,
}: {
  seenAt: string | null;
  staleAt: string | null;
  size?: number;
}) {
  const now = useNow();
  const [seen, stale] = [seenAt ? Date.parse(seenAt) : Number.NaN, staleAt ? Date.parse(staleAt) : Number.NaN];
  const left =
    Number.isNaN(seen) || Number.isNaN(stale) || stale <= seen
      ? 0
      : Math.max(0, Math.min(1, (stale - now) / (stale - seen)));
  const radius = 14;
  const round = 2 * Math.PI * radius;
  const tone = Number.isNaN(seen) ? 'stale' : left === 0 ? 'attention' : 'ok';
  return (
    <svg className="sy-ring" width={size} height={size} viewBox="0 0 34 34" aria-hidden="true">
      <circle
        cx="17"
        cy="17"
        r={radius}
        fill="none"
        stroke="var(--sy-line)"
        strokeWidth="3.5"
        strokeDasharray={left === 0 ? '3 3' : undefined}
      />
      {left > 0 && (
        <circle
          cx="17"
          cy="17"
          r={radius}
          fill="none"
          stroke={`var(--sy-${tone})`}
          strokeWidth="3.5"
          strokeLinecap="round"
          strokeDasharray={`${round * left} ${round}`}
          transform="rotate(-90 17 17)"
        />
      )}
    </svg>
  );
}
