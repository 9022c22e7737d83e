import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useNotify } from 'ra-core';
import { useEffect, useRef, useState } from 'react';
import type { SearchResult } from '../../contract/api/search.ts';
import { askJson } from '../api/fetch.ts';
import { menuGroups, TOP } from '../app/menu.ts';
import { useOverviewNow } from '../app/overview-query.ts';
import { useWhyNot, useWhyNotOf } from '../app/may.ts';
import { useReport } from '../app/report.ts';
import { useMe } from '../app/session.ts';
import { chooseTheme, THEMES } from '../app/theme-choice.ts';
import { useTravel } from '../app/time-travel.tsx';
import { kindNamed, objectPath } from '../kinds/find.ts';
import { actions } from '../planning/actions.data.ts';
import { BEGINS_ELSEWHERE } from '../planning/begins-elsewhere.ts';
import { Icon } from '../ui/icon.tsx';
import { useGo, useScope } from '../ui/scoped-link.tsx';
import { severityMark, StatusMark } from '../ui/status.tsx';
import './palette.css';

interface Act {
  label: string;
  run: () => void;
  whyNot?: string | null;
}

const PAUSE = 120;

function useLater(text: string): string {
  const [later, setLater] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return later;
}

/** What can be done from anywhere. */
function useActs(go: (to: string) => void): Act[] {
  const { data } = useOverviewNow();
  const { at } = useScope();
  const travel = useTravel();
  const notify = useNotify();
  const report = useReport();
  const noSync = useWhyNot('sources.sync');
  const whyNot = useWhyNotOf();
  const sync = (id: string, name: string) =>
    void askJson(`/sources/${id}/sync`, { method: 'POST' })
      .then(() => notify(`Asked for a pull of ${name}`))
      .catch((error: unknown) => report(error));
  return [
    ...(data?.sources ?? []).map(({ id, name }) => ({
      label: `Sync ${name} now`,
      run: () => sync(id, name),
      whyNot: noSync,
    })),
    ...actions
      .filter(({ name }) => !BEGINS_ELSEWHERE.has(name))
      .map(({ name, label, may }) => ({
        label: `${label} …`,
        run: () => go(`/plans/new?action=${name}`),
        whyNot: whyNot(may),
      })),
    { label: 'Add a source', run: () => go('/sources/new'), whyNot: useWhyNot('sources.edit') },
    { label: 'Add a cluster', run: () => go('/clusters/new'), whyNot: useWhyNot('clusters.edit') },
    ...(at
      ? [{ label: 'Back to now', run: () => travel(null) }]
      : [{ label: 'Show the estate an hour ago', run: () => travel(new Date(Date.now() - 3_600_000).toISOString()) }]),
    ...THEMES.map((theme) => ({
      label: `Theme: ${theme === 'system' ? 'as the system' : theme}`,
      run: () => chooseTheme(theme),
    })),
  ];
}

function Acts({ acts, onClose }: { acts: readonly Act[]; onClose: () => void }) {
  if (acts.length === 0) return null;
  return (
    <Command.Group heading="Acts">
      {acts.map(({ label, run, whyNot }) => (
        <Command.Item
          key={label}
          value={`act ${label}`}
          disabled={Boolean(whyNot)}
          onSelect={() => {
            onClose();
            run();
          }}
        >
          <Icon name="play" />
          <span className="sy-palette-name">{label}</span>
          {whyNot && <span className="sy-muted">{whyNot}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const who = useMe();
  const scoped = useGo();
  const [text, setText] = useState('');
  const words = useLater(text.trim());
  const go = (to: string) => {
    onClose();
    scoped(to);
  };
  const acts = useActs(go);
  const { data, isFetching, error } = useQuery({
    queryKey: ['search', 'get', { words }],
    queryFn: ({ signal }) => askJson<SearchResult>(`/search?q=${encodeURIComponent(words)}&limit=30`, { signal }),
    enabled: words.length > 0,
    placeholderData: (before) => before,
    staleTime: 10_000,
  });
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    // Opening a modal dialog moves the focus to the first element that can have it, which is not the input.
    element?.querySelector('input')?.focus();
    return () => element?.close();
  }, []);

  const places = [...TOP, ...(who ? menuGroups(who, null).flatMap(({ entries }) => entries) : [])];
  const fits = (label: string) => text.trim() === '' || label.toLowerCase().includes(text.trim().toLowerCase());
  const shownPlaces = places.filter(({ label }) => fits(label));
  const shownActs = acts.filter(({ label }) => fits(label));
  // Who types the begin of an act means it; of the others an object is meant more often.
  const begun = text.trim().length > 1;
  const meant = (act: Act) => begun && act.label.toLowerCase().startsWith(text.trim().toLowerCase());
  const otherActs = shownActs.filter((act) => !meant(act));
  const objects = words && text.trim() ? (data?.items ?? []) : [];
  const byKind = new Map<string, typeof objects>();
  for (const object of objects) byKind.set(object.kind, [...(byKind.get(object.kind) ?? []), object]);

  return (
    <dialog
      ref={dialog}
      className="sy-palette"
      aria-label="Search or do"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <Command shouldFilter={false} loop label="Search or do">
        <div className="sy-palette-input">
          <Icon name="search" />
          <Command.Input value={text} onValueChange={setText} placeholder="Search objects, or do something" />
          <kbd aria-hidden="true">Esc</kbd>
        </div>
        <Command.List label="Results">
          <Acts acts={shownActs.filter(meant)} onClose={onClose} />
          {[...byKind].map(([name, items]) => (
            <Command.Group key={name} heading={kindNamed(name)?.many ?? name}>
              {items.map((object) => (
                <Command.Item key={object.id} value={object.id} onSelect={() => go(objectPath(object.kind, object.id))}>
                  <StatusMark status={object.status} />
                  <span className="sy-palette-name">{object.name}</span>
                  {object.worstFinding && (
                    <StatusMark
                      status={severityMark[object.worstFinding]}
                      label={`open finding: ${object.worstFinding}`}
                    />
                  )}
                  {object.detail && <span className="sy-muted">{object.detail}</span>}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          {shownPlaces.length > 0 && (
            <Command.Group heading="Pages">
              {shownPlaces.map(({ label, to }) => (
                <Command.Item key={to} value={`page ${to}`} onSelect={() => go(to)}>
                  <Icon name="right" />
                  <span className="sy-palette-name">{label}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <Acts acts={otherActs} onClose={onClose} />
        </Command.List>
        <p className="sy-palette-foot" role="status">
          {error
            ? 'The search could not be asked'
            : data?.capped
              ? `${objects.length > 0 ? 'More may match than are shown' : 'Too little to look everywhere'}: go on typing`
              : isFetching && objects.length === 0
                ? 'Searching …'
                : words && objects.length === 0 && shownPlaces.length + shownActs.length === 0
                  ? 'Nothing of that name'
                  : '↑ ↓ to choose, ⏎ to open'}
        </p>
      </Command>
    </dialog>
  );
}
