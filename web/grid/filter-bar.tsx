import { useEffect, useId, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { anyField } from '../kinds/extras.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { Reference } from '../ui/field-value.tsx';
import { Chip } from '../ui/chip.tsx';
import { Icon } from '../ui/icon.tsx';
import { merged, parseFilter, suggestions, termLabel, type Term } from './filter-grammar.ts';
import type { ListChange, ListState } from './list-state.ts';

interface Props {
  kind: WebKind;
  state: ListState;
  onChange: (change: ListChange) => void;
  /** Values of a field in the rows at hand. */
  seen: (field: string) => readonly string[];
  /** What the server has against the search. */
  error: string | null;
  ref?: Ref<HTMLInputElement>;
}

/** A pause in typing after which free text is asked for. */
const PAUSE = 220;
const LONG_PAUSE = 900;

/** An id in a filter is read as the name it stands for. */
function TermValue({ term, kind, said }: { term: Term; kind: WebKind; said: string }) {
  const ref = anyField(kind, term.param)?.ref;
  if (!ref) return <>{said}</>;
  return term.values.map((id, index) => (
    <span key={id}>
      {index > 0 && ' or '}
      <Reference kindName={ref} id={id} />
    </span>
  ));
}

/** `<kind>:<id>` as the name of the object. */
function LinkedObject({ of }: { of: string }) {
  const [kindName = '', id = ''] = of.split(':');
  return <Reference kindName={kindName.replaceAll('-', '_')} id={id} />;
}

export function FilterBar({ kind, state, onChange, seen, error, ref }: Props) {
  const [typed, setTyped] = useState(state.text);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const asked = useRef(state.text);
  const list = useId();
  const options = open ? suggestions(typed, kind, seen) : [];

  // Back and forward change the text from outside; what is being typed stays.
  useEffect(() => {
    if (asked.current === state.text) return;
    asked.current = state.text;
    setTyped(state.text);
  }, [state.text]);

  const ask = (text: string) => {
    const { terms, text: rest } = parseFilter(text, kind);
    asked.current = rest;
    if (terms.length > 0) setTyped(rest);
    onChange({ text: rest, terms: merged([...state.terms, ...terms]) });
  };

  const asks = useRef(ask);
  useEffect(() => {
    asks.current = ask;
  });
  useEffect(() => {
    // Half a term (`state:`) is being typed: asking for it would only be refused.
    if (typed.trim().replace(/\s+/g, ' ') === asked.current || /[A-Za-z]:\S*$/.test(typed)) return undefined;
    // Who types the name of a field is likely to go on with a colon.
    const naming = suggestions(typed, kind).some((option) => !option.whole);
    const timer = setTimeout(() => asks.current(typed), naming ? LONG_PAUSE : PAUSE);
    return () => clearTimeout(timer);
  }, [typed, kind]);

  const choose = (index: number) => {
    const option = options[index];
    if (!option) return;
    const text = typed.replace(/\S*$/, option.insert);
    setAt(-1);
    if (option.whole) ask(text);
    else setTyped(text);
  };

  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (options.length === 0) return setOpen(true);
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((before) => (before + step + options.length + (before < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === 'Enter') {
      if (at >= 0) choose(at);
      else ask(typed);
    } else if (event.key === 'Tab' && at >= 0) {
      event.preventDefault();
      choose(at);
    } else if (event.key === 'Escape') {
      if (open && options.length > 0) setOpen(false);
      else event.currentTarget.blur();
    } else if (event.key === 'Backspace' && typed === '' && state.terms.length > 0) {
      onChange({ terms: state.terms.slice(0, -1) });
    }
    return undefined;
  };

  return (
    <>
      <div className="sy-filter-search">
        <Icon name="search" />
        <input
          ref={ref}
          className="sy-input"
          type="text"
          role="combobox"
          aria-label={`Search ${kind.many}`}
          aria-expanded={options.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${list}-error` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={`Search ${kind.many}, or field:value`}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={keys}
        />
        <kbd aria-hidden="true">/</kbd>
        <ul className="sy-suggest" id={list} role="listbox" aria-label="Suggestions" hidden={options.length === 0}>
          {options.map((option, index) => (
            <li
              key={option.insert}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(index);
              }}
            >
              <code>{option.label}</code>
              <span>{option.about}</span>
            </li>
          ))}
        </ul>
      </div>
      {state.terms.map((term) => {
        const { field, said } = termLabel(term, kind);
        return (
          <Chip
            key={term.param}
            label={`${field} ${said}`}
            onRemove={() => onChange({ terms: state.terms.filter((one) => one.param !== term.param) })}
          >
            <span className="sy-muted">{field}&nbsp;</span> <TermValue term={term} kind={kind} said={said} />
          </Chip>
        );
      })}
      {state.gone && (
        <Chip label="gone ones too" onRemove={() => onChange({ gone: false })}>
          gone ones too
        </Chip>
      )}
      {state.linkedTo && (
        <Chip label="linked to an object" onRemove={() => onChange({ linkedTo: null })}>
          <span className="sy-muted">linked to&nbsp;</span> <LinkedObject of={state.linkedTo} />
        </Chip>
      )}
      {error && (
        <p className="sy-filter-error" id={`${list}-error`} role="alert">
          {error}
        </p>
      )}
    </>
  );
}
