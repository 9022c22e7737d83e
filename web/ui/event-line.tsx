import type { Overview } from '../app/overview-query.ts';
import { dayAndClock } from './relative-time.ts';
import { Link, useScope, useShown } from './scoped-link.tsx';
import { lanes } from './timeline-lanes.ts';

const DAY = 86_400_000;
const DAYS = 14;

const format = (at: number, zone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(at);

/** Announced work of 14 days, from now or from the instant that is looked at. The list below it, or this line's links, say the same in words. */
export function EventLine({ events, zone }: { events: Overview['maintenance']; zone: string }) {
  const { at } = useScope();
  const shown = useShown();
  const start = shown - (shown % 3_600_000);
  const end = start + DAYS * DAY;
  const spans = events.flatMap((event) => {
    const from = event.notBefore ? Date.parse(event.notBefore) : Number.NaN;
    if (Number.isNaN(from)) return [];
    return [{ id: event.id, from, to: event.notAfter ? Date.parse(event.notAfter) : from, event }];
  });
  const placed = lanes(spans, start, end);
  const height = Math.max(1, ...placed.map(({ lane }) => lane + 1));
  const days = Array.from({ length: DAYS }, (_, index) => start + index * DAY);
  return (
    <div className="sy-event-line">
      <div className="sy-event-days" aria-hidden="true">
        {days.map((day, index) => {
          const weekend = ['Sat', 'Sun'].includes(format(day, zone, { weekday: 'short' }));
          return (
            <span key={day} className={weekend ? 'sy-weekend' : ''}>
              {index === 0 && !at ? 'today' : format(day, zone, { weekday: 'short' })}
              <b>{format(day, zone, { day: 'numeric' })}</b>
            </span>
          );
        })}
      </div>
      <ul className="sy-event-lanes" style={{ height: `${height * 30 + 6}px` }}>
        {placed.map(({ span: { event }, lane, left, width }) => (
          <li
            key={event.id}
            className={left > 72 ? 'sy-event-late' : ''}
            style={{ left: `${left}%`, top: `${lane * 30 + 4}px`, minWidth: `${width}%` }}
          >
            <Link
              to={`/maintenance-events/${event.id}`}
              title={`${event.name}, ${event.notBefore ? dayAndClock(event.notBefore, zone) : ''} ${zone}`}
            >
              {event.name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
