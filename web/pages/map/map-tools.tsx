import { useEffect, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import type { Status } from '../../../contract/kinds/kind.ts';
import { MAP_KINDS } from '../../../contract/map-kinds.ts';
import { capital, kindNamed } from '../../kinds/find.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { StatusMark } from '../../ui/status.tsx';
import type { MapState } from './map-state.ts';
import { BY_RANK, type Count } from './tally.ts';

interface Props {
  state: MapState;
  total: Count;
  /** Of what the filter lights up; null: there is none. */
  found: number | null;
  /** Not every object is here to be found. */
  grouped: boolean;
  onChange: (change: Partial<MapState>) => void;
  /** Goes to the next that was found. */
  onNext: () => void;
  onLeave: () => void;
  ref?: Ref<HTMLInputElement>;
}

const PAUSE = 120;

/** Free text, one toggle a status (which are the legend too), and which kinds are drawn. */
export function MapTools({ state, total, found, grouped, onChange, onNext, onLeave, ref }: Props) {
  return (
    <div className="sy-map-tools" role="search" aria-label="Filter the map">
      <Words text={state.text} onChange={(text) => onChange({ text })} onNext={onNext} onLeave={onLeave} ref={ref} />
      {found !== null && (
        <span className="sy-muted sy-map-found" role="status">
          {found.toLocaleString('en')} found
          {grouped && state.text && ' among groups; Ctrl K looks for objects'}
        </span>
      )}
      <Statuses chosen={state.statuses} total={total} onChange={(statuses) => onChange({ statuses })} />
      {state.expand.length > 0 && (
        <Button onClick={() => onChange({ expand: [], node: null, view: null })}>Group again</Button>
      )}
      <Kinds chosen={state.kinds} onChange={(kinds) => onChange({ kinds, view: null })} />
    </div>
  );
}

function Words({
  text,
  onChange,
  onNext,
  onLeave,
  ref,
}: {
  text: string;
  onChange: (text: string) => void;
  onNext: () => void;
  onLeave: () => void;
  ref?: Ref<HTMLInputElement> | undefined;
}) {
  const [typed, setTyped] = useState(text);
  const asked = useRef(text);
  const ask = useRef(onChange);
  useEffect(() => {
    ask.current = onChange;
  });
  // Back and forward change the text from outside; what is being typed stays.
  useEffect(() => {
    if (asked.current === text) return;
    asked.current = text;
    setTyped(text);
  }, [text]);
  useEffect(() => {
    if (typed === asked.current) return undefined;
    const timer = setTimeout(() => {
      asked.current = typed;
      ask.current(typed);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onNext();
    else if (event.key === 'Escape') {
      if (typed) setTyped('');
      else onLeave();
    }
  };
  return (
    <span className="sy-map-words">
      <Icon name="search" />
      <input
        ref={ref}
        className="sy-input"
        type="search"
        aria-label="Find on the map"
        placeholder="Find on the map"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={keys}
      />
      <kbd aria-hidden="true">/</kbd>
    </span>
  );
}

function Statuses({
  chosen,
  total,
  onChange,
}: {
  chosen: readonly Status[];
  total: Count;
  onChange: (statuses: readonly Status[]) => void;
}) {
  const there = BY_RANK.filter((status) => total.statuses[status] || chosen.includes(status));
  if (there.length === 0) return null;
  return (
    <span className="sy-map-statuses" role="group" aria-label="Status">
      {there.map((status) => {
        const on = chosen.includes(status);
        return (
          <button
            key={status}
            type="button"
            className="sy-map-status"
            aria-pressed={on}
            onClick={() => onChange(on ? chosen.filter((one) => one !== status) : [...chosen, status])}
          >
            <StatusMark status={status} label="" />
            <span>{status}</span>
            <b>{(total.statuses[status] ?? 0).toLocaleString('en')}</b>
          </button>
        );
      })}
    </span>
  );
}

function Kinds({
  chosen,
  onChange,
}: {
  chosen: readonly string[] | null;
  onChange: (kinds: readonly string[] | null) => void;
}) {
  const shown: readonly string[] = chosen ?? MAP_KINDS;
  const words = chosen ? `${chosen.length} of ${MAP_KINDS.length} kinds` : 'All kinds';
  const toggle = (kind: string) => {
    const next = MAP_KINDS.filter((one) => (one === kind ? !shown.includes(one) : shown.includes(one)));
    onChange(next.length === 0 || next.length === MAP_KINDS.length ? null : next);
  };
  return (
    <Popover
      label={`${words}, that are drawn`}
      role="dialog"
      align="end"
      button={
        <>
          {words}
          <Icon name="down" size={12} />
        </>
      }
    >
      <div className="sy-map-kinds">
        {MAP_KINDS.map((kind) => (
          <label key={kind} className="sy-check-label">
            <input type="checkbox" checked={shown.includes(kind)} onChange={() => toggle(kind)} />
            {capital(kindNamed(kind)?.many ?? kind)}
          </label>
        ))}
      </div>
    </Popover>
  );
}
