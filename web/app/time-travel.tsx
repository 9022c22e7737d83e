import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { dayAndClock } from '../ui/relative-time.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { useCluster } from './clusters.ts';
import { pastNote } from './past-note.ts';
import { withScope } from './scope.ts';
import { browserZone, fromLocal, toLocal } from './zoned.ts';

const HOUR = 3_600_000;
const STEPS: readonly (readonly [label: string, back: number])[] = [
  ['1 hour ago', HOUR],
  ['Yesterday', 24 * HOUR],
  ['A week ago', 7 * 24 * HOUR],
];

/** Sets or removes `at` in the address bar; page, cluster and filters stay. */
export function useTravel(): (at: string | null) => void {
  const { pathname, search } = useLocation();
  const { cluster } = useScope();
  const navigate = useNavigate();
  return (at) => void navigate(pathname + withScope(search, { cluster, at }));
}

/** The zone in which times are read and typed here: the cluster's, else the browser's. */
export function useZone(): string {
  const { cluster } = useScope();
  return useCluster(cluster)?.timeZone ?? browserZone();
}

function Choice({ close }: { close: () => void }) {
  const { at } = useScope();
  const zone = useZone();
  const travel = useTravel();
  const [opened] = useState(() => new Date().toISOString());
  const [local, setLocal] = useState(() => toLocal(at ?? opened, zone));
  const chosen = fromLocal(local, zone);
  const ahead = chosen !== null && Date.parse(chosen) > Date.parse(opened);
  const go = (iso: string | null) => {
    close();
    travel(iso);
  };
  return (
    <form
      className="sy-travel"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen && !ahead) go(chosen);
      }}
    >
      <label className="sy-label">
        Show everything as it was at
        <input
          data-first
          className="sy-input"
          type="datetime-local"
          value={local}
          max={toLocal(opened, zone)}
          onChange={(event) => setLocal(event.target.value)}
        />
      </label>
      <p className="sy-menu-note">Time zone {zone}</p>
      <div className="sy-travel-steps">
        {STEPS.map(([label, back]) => (
          <Button key={label} kind="quiet" onClick={() => go(new Date(Date.now() - back).toISOString())}>
            {label}
          </Button>
        ))}
      </div>
      <div className="sy-travel-foot">
        {at && <Button onClick={() => go(null)}>Back to now</Button>}
        <Button
          kind="main"
          type="submit"
          whyNot={chosen === null ? 'choose a day and a time' : ahead ? 'this is in the future' : null}
        >
          Go there
        </Button>
      </div>
    </form>
  );
}

export function TimeTravel() {
  const { at } = useScope();
  const zone = useZone();
  const label = at ? dayAndClock(at, zone) : 'Now';
  const [round, setRound] = useState(0);
  return (
    <Popover
      label={`Time: ${label}. Choose an instant`}
      role="dialog"
      align="end"
      className={`sy-header-button${at ? ' sy-header-button-on' : ''}`}
      button={
        <>
          <Icon name="clock" />
          <span className="sy-header-word">{label}</span>
          <Icon name="down" size={12} />
        </>
      }
    >
      {(close) => (
        <Choice
          key={`${at}|${zone}|${round}`}
          close={() => {
            close();
            setRound(round + 1);
          }}
        />
      )}
    </Popover>
  );
}

/** Stays as long as the past is shown. */
export function PastBanner() {
  const { at } = useScope();
  const zone = useZone();
  const travel = useTravel();
  const note = pastNote(useLocation().pathname);
  if (!at) return null;
  return (
    <div className="sy-past" role="status">
      <Icon name="clock" />
      <span>
        As of <b>{dayAndClock(at, zone)}</b>
        <span className="sy-past-zone"> {zone}</span>. {note && <>{note} </>}Nothing can be changed here.
      </span>
      <button type="button" className="sy-link-button" onClick={() => travel(null)}>
        Back to now
      </button>
    </div>
  );
}
