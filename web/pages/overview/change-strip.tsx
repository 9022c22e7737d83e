import { useState } from 'react';
import type { Overview } from '../../app/overview-query.ts';
import { series } from '../../theme/tokens.ts';
import { capital, countOf, kindNamed } from '../../kinds/find.ts';
import { clock } from '../../ui/relative-time.ts';
import { Link } from '../../ui/scoped-link.tsx';

const HOUR = 3_600_000;

interface Hour {
  hour: string;
  kinds: Overview['changes'];
  total: number;
}

const size = ({ created, updated, gone }: Overview['changes'][number]) => created + updated + gone;

/** The 24 hours before an instant, each with what changed in it, also those in which nothing did. */
export function hoursOf(changes: Overview['changes'], now: number): Hour[] {
  const last = Math.floor(now / HOUR) * HOUR;
  const byHour = new Map<number, Overview['changes']>();
  for (const one of changes) {
    const at = Math.floor(Date.parse(one.hour) / HOUR) * HOUR;
    byHour.set(at, [...(byHour.get(at) ?? []), one]);
  }
  return Array.from({ length: 24 }, (_, index) => {
    const at = last - (23 - index) * HOUR;
    const kinds = byHour.get(at) ?? [];
    return { hour: new Date(at).toISOString(), kinds, total: kinds.reduce((sum, one) => sum + size(one), 0) };
  });
}

/** "record sets: 2 new, 5 changed" */
const words = ({ kind, created, updated, gone }: Overview['changes'][number]) =>
  `${kindNamed(kind)?.many ?? kind}: ${[
    created && `${created} new`,
    updated && `${updated} changed`,
    gone && `${gone} gone`,
  ]
    .filter(Boolean)
    .join(', ')}`;

const listOf = (kind: string, from: string, to: string) =>
  `/${kindNamed(kind)?.path ?? kind}?sort=-changedAt&gone=include&changedAt.gte=${encodeURIComponent(from)}&changedAt.lt=${encodeURIComponent(to)}`;

/**
 * There are more kinds than colours that can be told apart. Those of which most changed have one each, whole;
 * the others have them again, hatched. In the order of their names: which is first changes all the time.
 */
export function coloursOf(changes: Overview['changes']) {
  const totals = new Map<string, number>();
  for (const one of changes) totals.set(one.kind, (totals.get(one.kind) ?? 0) + size(one));
  const ranked = [...totals].toSorted(([, one], [, other]) => other - one).map(([kind]) => kind);
  const whole = ranked.slice(0, series.length).toSorted();
  const again = ranked.slice(series.length).toSorted();
  const place = (kind: string) => (whole.includes(kind) ? whole.indexOf(kind) : again.indexOf(kind));
  return {
    colour: (kind: string) => `var(--sy-${series[place(kind) % series.length]})`,
    hatched: (kind: string) => again.includes(kind),
  };
}

/** What changed, as a stacked strip: an hour a column, a kind a colour. A column opens what changed in it. */
export function ChangeStrip({ changes, zone, now }: { changes: Overview['changes']; zone: string; now: number }) {
  const hours = hoursOf(changes, now);
  const [chosen, setChosen] = useState<string | null>(null);
  const kindNames = [...new Set(changes.map(({ kind }) => kind))].toSorted();
  const { colour, hatched } = coloursOf(changes);
  const hatch = (kind: string) => (hatched(kind) ? 'sy-hatched' : '');
  const most = Math.max(1, ...hours.map(({ total }) => total));
  const open = hours.find(({ hour }) => hour === chosen);
  const until = (hour: string) => new Date(Date.parse(hour) + HOUR).toISOString();
  if (changes.length === 0) return <p className="sy-muted">Nothing changed in these 24 hours.</p>;
  return (
    <>
      <ol className="sy-strip" aria-label="Changes per hour">
        {hours.map(({ hour, kinds, total }, index) => (
          <li key={hour}>
            <button
              type="button"
              aria-expanded={hour === chosen}
              aria-label={`${clock(hour, zone)}: ${total === 0 ? 'nothing changed' : kinds.map(words).join('; ')}`}
              onClick={() => setChosen(hour === chosen ? null : hour)}
            >
              <span className="sy-strip-bar" style={{ height: `${(total / most) * 100}%` }}>
                {kindNames.map((kind) => {
                  const part = kinds.filter((one) => one.kind === kind).reduce((sum, one) => sum + size(one), 0);
                  return (
                    part > 0 && (
                      <i key={kind} className={hatch(kind)} style={{ flexGrow: part, backgroundColor: colour(kind) }} />
                    )
                  );
                })}
              </span>
            </button>
            <span className="sy-strip-clock" aria-hidden="true">
              {index % 4 === 3 ? clock(hour, zone).slice(0, 2) : ''}
            </span>
          </li>
        ))}
      </ol>
      <ul className="sy-legend">
        {kindNames.map((kind) => {
          const total = changes.filter((one) => one.kind === kind).reduce((sum, one) => sum + size(one), 0);
          const [first, last] = [hours[0], hours.at(-1)];
          return (
            <li key={kind}>
              <i className={hatch(kind)} style={{ backgroundColor: colour(kind) }} />
              <Link to={first && last ? listOf(kind, first.hour, until(last.hour)) : '/'}>
                {capital(countOf(total, kind).replace(/^[\d,]+ /, ''))}
              </Link>
              <span className="sy-muted">{total.toLocaleString('en')}</span>
            </li>
          );
        })}
      </ul>
      {open && (
        <div className="sy-strip-open" role="status">
          <b>
            {clock(open.hour, zone)} – {clock(until(open.hour), zone)}
          </b>
          {open.kinds.length === 0 ? (
            <span className="sy-muted">Nothing changed.</span>
          ) : (
            open.kinds.map((one) => (
              <Link key={one.kind} to={listOf(one.kind, open.hour, until(open.hour))}>
                {capital(words(one))}
              </Link>
            ))
          )}
        </div>
      )}
    </>
  );
}
