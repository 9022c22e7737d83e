import { useId, useState, type KeyboardEvent } from 'react';
import { markOf } from '../grid/cell.tsx';
import { called } from './called.ts';
import { StatusMark } from '../ui/status.tsx';
import type { Found } from './ranked.ts';
import { useFoundObjects } from './use-found-objects.ts';
import './object-search.css';

interface Props {
  id: string;
  kinds: readonly string[];
  gone?: boolean;
  /** What stands in the field while nobody types. */
  shown: string;
  onChoose: (found: Found) => void;
  onBlur?: (() => void) | undefined;
  invalid: boolean;
  describedBy?: string | undefined;
  placeholder?: string;
  required?: boolean;
}

/** What tells objects of one name apart. */
function detailOf({ kind, row }: Found, several: boolean): string {
  const facts = [
    kind.name === 'record_sets' ? row['zone'] : null,
    row['dnsName'],
    row['provider'],
    row['region'],
    row['system'],
    row['goneAt'] ? 'gone' : null,
  ];
  const said = facts.filter((fact) => typeof fact === 'string' && fact !== '').slice(0, 2);
  return [...(several ? [kind.one] : []), ...said].join(' · ');
}

/** Finds an object by typing a part of its name: a combobox whose list is asked for while one types. */
export function ObjectSearch({
  id,
  kinds,
  gone = false,
  shown,
  onChoose,
  onBlur,
  invalid,
  describedBy,
  placeholder,
  required = false,
}: Props) {
  const list = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const open = typed !== null;
  const { found, coming } = useFoundObjects(kinds, typed ?? '', { gone, asked: open });
  const close = () => {
    setTyped(null);
    setAt(0);
  };
  const choose = (one: Found | undefined) => {
    if (!one) return;
    onChoose(one);
    close();
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return setTyped('');
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (found.length > 0) setAt((at + step + found.length) % found.length);
    } else if (event.key === 'Enter' && open) {
      // The form is not to be sent by choosing.
      event.preventDefault();
      choose(found[at]);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
    }
    return undefined;
  };
  return (
    <div className="sy-object-search">
      <input
        id={id}
        className="sy-input"
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `${list}-${at}` : undefined}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        aria-required={required || undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={typed ?? shown}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onClick={() => typed === null && setTyped('')}
        onBlur={() => {
          close();
          onBlur?.();
        }}
        onKeyDown={keys}
      />
      <ul id={list} className="sy-object-options" role="listbox" aria-label="Found" hidden={!open}>
        {found.map((one, place) => (
          <li
            key={one.row.id}
            id={`${list}-${place}`}
            role="option"
            aria-selected={place === at}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(one);
            }}
          >
            <StatusMark status={markOf(one.kind, one.row)} label="" />
            <span>{called(one.kind, one.row)}</span>
            <small>{detailOf(one, kinds.length > 1)}</small>
          </li>
        ))}
        {found.length === 0 && (
          <li role="option" aria-selected={false} aria-disabled className="sy-muted">
            {coming ? 'Searching …' : 'Nothing of that name'}
          </li>
        )}
      </ul>
    </div>
  );
}
