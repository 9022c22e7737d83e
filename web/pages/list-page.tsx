import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { Row } from '../api/data-provider.ts';
import { messageOf, problemOf } from '../api/fetch.ts';
import { useReport } from '../app/report.ts';
import { keepScope } from '../app/scope.ts';
import { Cards } from '../grid/cards.tsx';
import { ColumnChoice } from '../grid/column-choice.tsx';
import { chooseColumns, chosenColumns, shownColumns } from '../grid/columns.ts';
import { downloadCsv } from '../grid/csv.ts';
import { FilterBar } from '../grid/filter-bar.tsx';
import { Grid, type GridHandle } from '../grid/grid.tsx';
import { changedList, parseList, type ListChange } from '../grid/list-state.ts';
import { Total, Waiting } from '../grid/list-news.tsx';
import { ROWS_AT_ONCE } from '../grid/reach.ts';
import { SelectionBar } from '../grid/selection-bar.tsx';
import { useRows } from '../grid/use-rows.ts';
import { useListKeys } from '../grid/use-list-keys.ts';
import { kindAt } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { Button } from '../ui/button.tsx';
import { Lines } from '../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../ui/page.tsx';
import { useScope } from '../ui/scoped-link.tsx';
import { PHONE, useMedia } from '../ui/use-media.ts';
import { listActions } from './list-actions.tsx';
import { ListEmpty, listTitle } from './list-empty.tsx';
import { MissingPage } from './missing-page.tsx';

const CARDS = 50;

export function ListPage() {
  const { kind: path = '' } = useParams();
  const kind = kindAt(path);
  return kind ? <KindList key={kind.path} kind={kind} /> : <MissingPage />;
}

/** The list of one kind: all that it can do follows from the kind's declaration. */
export function KindList({ kind, above }: { kind: WebKind; above?: ReactNode }) {
  const scope = useScope();
  const { search, pathname } = useLocation();
  const navigate = useNavigate();
  const phone = useMedia(PHONE);
  const report = useReport();
  const state = useMemo(() => parseList(search, kind), [search, kind]);
  const rows = useRows(kind, scope, state.filter, state.sort);
  const [chosen, setChosen] = useState(() => chosenColumns(kind));
  const columns = useMemo(
    () => shownColumns(kind, chosen, { inOneCluster: scope.cluster !== null, past: scope.at !== null }),
    [kind, chosen, scope],
  );
  const [selected, setSelected] = useState<ReadonlyMap<string, Row>>(new Map());
  const [active, setActive] = useState(-1);
  const [cards, setCards] = useState(CARDS);
  const [taking, setTaking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const grid = useRef<GridHandle>(null);
  useTitle(listTitle(kind));

  const change = useCallback(
    (what: ListChange) => {
      const next = changedList(search, kind, what);
      setActive(-1);
      // Each filter is a step to go back to; each letter typed is not.
      void navigate({ pathname, search: next }, { replace: what.text !== undefined && what.terms === undefined });
    },
    [search, kind, navigate, pathname],
  );
  const toggle = useCallback((row: Row) => {
    setSelected((before) => {
      const next = new Map(before);
      if (!next.delete(row.id)) next.set(row.id, row);
      return next;
    });
  }, []);
  const open = (row: Row, newTab: boolean) => {
    const to = keepScope(`/${kind.path}/${encodeURIComponent(row.id)}`, scope);
    if (newTab) window.open(to, '_blank', 'noopener');
    else void navigate(to);
  };
  useListKeys({
    search: () => input.current?.select(),
    move: (by) => grid.current?.move(by),
    toggle: () => {
      const row = rows.row(active);
      if (row) toggle(row);
    },
    open: () => {
      const row = rows.row(active);
      if (row) open(row, false);
    },
    clear: () => setSelected(new Map()),
  });
  const seen = (field: string) =>
    [...new Set(rows.loaded().flatMap((row) => row[field] as string | string[] | null))]
      .filter((value): value is string => typeof value === 'string' && value !== '')
      .toSorted();

  useEffect(() => {
    if (phone && cards > 100) rows.want(0, cards - 1);
  }, [phone, cards, rows]);

  const refused = rows.error && problemOf(rows.error).status === 400 ? problemOf(rows.error) : null;
  const nothing = refused !== null && rows.total === 0;
  const empty = !rows.pending && !rows.error && rows.total === 0;
  const csv = () => {
    setTaking(true);
    downloadCsv(kind, state.filter, state.sort, scope)
      .catch((error: unknown) => report(error, csv))
      .finally(() => setTaking(false));
  };
  const Actions = listActions[kind.name];

  return (
    <div className="sy-list">
      <PageHead title={listTitle(kind)} actions={Actions && <Actions />} />
      {above}
      <div className="sy-filter" role="search">
        <FilterBar
          ref={input}
          kind={kind}
          state={state}
          onChange={change}
          seen={seen}
          error={refused ? Object.values(refused.errors ?? {}).join('; ') || messageOf(rows.error) : null}
        />
        <Waiting rows={rows} />
        <span className="sy-filter-end">
          <Total kind={kind} rows={rows} />
          {!phone && (
            <ColumnChoice
              kind={kind}
              shown={columns}
              onChoose={(names) => {
                chooseColumns(kind, names);
                setChosen(names);
              }}
              {...(kind.synced ? { gone: state.gone, onGone: (gone: boolean) => change({ gone }) } : {})}
            />
          )}
          <Button
            icon="download"
            label="CSV of all rows that match"
            busy={taking}
            whyNot={nothing ? 'the search is not understood' : null}
            onClick={csv}
          >
            CSV
          </Button>
        </span>
      </div>
      {selected.size > 0 && <SelectionBar kind={kind} selected={selected} onClear={() => setSelected(new Map())} />}
      {rows.searchCapped && (
        <p className="sy-menu-note">
          The words match more than is searched through; narrow them to be sure to see everything.
        </p>
      )}
      {rows.error && !refused ? (
        <PageProblem error={rows.error} onRetry={rows.retry} />
      ) : nothing ? null : empty ? (
        <ListEmpty kind={kind} state={state} onChange={change} />
      ) : phone ? (
        rows.pending && !rows.previous ? (
          <Lines count={8} />
        ) : (
          <Cards kind={kind} rows={rows} columns={columns} count={cards} onMore={() => setCards(cards + CARDS)} />
        )
      ) : (
        <div className="sy-list-frame">
          {rows.pending && !rows.previous && (
            <div className="sy-card-body">
              <Lines count={8} />
            </div>
          )}
          {(!rows.pending || rows.previous) && (
            <Grid
              ref={grid}
              kind={kind}
              rows={rows}
              columns={columns}
              sort={state.sort}
              onSort={(sort) => change({ sort })}
              selected={selected}
              onToggle={toggle}
              active={active}
              onActive={setActive}
              onOpen={open}
              label={listTitle(kind)}
            />
          )}
          {rows.total > ROWS_AT_ONCE && (
            <p className="sy-list-foot">
              Beyond the first {ROWS_AT_ONCE.toLocaleString('en')} rows, more come as you scroll on. Narrow the search
              to be there sooner; CSV takes all of them.
            </p>
          )}
        </div>
      )}
    </div>
  );
}
