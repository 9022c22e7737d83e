import { useEffect, useRef, useState } from 'react';
import type { MapNode } from '../../../contract/api/map.ts';
import type { Status } from '../../../contract/kinds/kind.ts';
import { capital, kindNamed } from '../../kinds/find.ts';
import { Icon } from '../../ui/icon.tsx';
import { StatusMark } from '../../ui/status.tsx';
import type { Box, Column } from './picture.ts';
import { titleOf } from './map-words.ts';
import type { Tally } from './tally.ts';

interface Props {
  boxes: readonly Box[];
  byId: ReadonlyMap<string, MapNode>;
  tallies: ReadonlyMap<string, Tally>;
  /** What a filter or impact leaves; null: everything. */
  lit: ReadonlySet<string> | null;
  selected: string | null;
  onSelect: (id: string) => void;
}

/** More objects than this are folded away at first. */
const OPEN = 60;
const AT_ONCE = 100;

/** The map in words: clusters, their kinds, their objects, in the order of the picture. */
export function MapTree({ boxes, byId, tallies, lit, selected, onSelect }: Props) {
  const few = (lit ?? byId).size <= OPEN;
  return (
    <nav className="sy-map-tree" aria-label="The map as a list">
      <ul>
        {boxes.map((box) => (
          <Cluster
            key={box.id}
            box={box}
            tally={tallies.get(box.id)!}
            {...{ byId, lit, selected, onSelect, few }}
            open={few || boxes.length <= 6}
          />
        ))}
      </ul>
    </nav>
  );
}

type Shared = Pick<Props, 'byId' | 'lit' | 'selected' | 'onSelect'> & { few: boolean };

const shownOf = ({ slots }: Column, { byId, lit }: Pick<Shared, 'byId' | 'lit'>): MapNode[] =>
  slots.flatMap((id) => {
    const node = id === null || (lit && !lit.has(id)) ? undefined : byId.get(id);
    return node ? [node] : [];
  });

/** Opened and closed by hand; opened also where the selected object is within, and as long as a filter leaves few. */
function useOpen(usual: boolean, within: boolean): [boolean, () => void] {
  const [open, setOpen] = useState(usual || within);
  const [was, setWas] = useState({ usual, within });
  if (was.usual !== usual || was.within !== within) {
    setWas({ usual, within });
    if (was.usual !== usual) setOpen(usual || within);
    else if (within) setOpen(true);
  }
  return [open, () => setOpen(!open)];
}

function Fold({ open, onToggle, children }: { open: boolean; onToggle: () => void; children: React.ReactNode }) {
  return (
    <button type="button" className="sy-map-fold" aria-expanded={open} onClick={onToggle}>
      <Icon name={open ? 'down' : 'right'} size={12} />
      {children}
    </button>
  );
}

function Cluster({ box, tally, open: usual, ...shared }: { box: Box; tally: Tally; open: boolean } & Shared) {
  const { selected, lit } = shared;
  const within = selected !== null && box.columns.some(({ slots }) => slots.includes(selected));
  const [open, toggle] = useOpen(usual, within);
  const columns = box.columns.filter((column) => !lit || shownOf(column, shared).length > 0);
  if (columns.length === 0) return null;
  const left = columns.flatMap((column) => shownOf(column, shared));
  const count = lit ? left.reduce((sum, { group }) => sum + (group?.count ?? 1), 0) : tally.count;
  return (
    <li>
      <Fold open={open} onToggle={toggle}>
        <StatusMark status={tally.status} />
        <b>{box.name}</b>
        <span className="sy-count">{count.toLocaleString('en')}</span>
      </Fold>
      {open && (
        <ul>
          {columns.map((column) => (
            <Objects
              key={column.kind}
              column={column}
              status={tally.kinds.find(({ kind }) => kind === column.kind)!.status}
              {...shared}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

function Objects({ column, status, ...shared }: { column: Column; status: Status } & Shared) {
  const { selected, onSelect, few, lit } = shared;
  const nodes = shownOf(column, shared);
  const at = selected === null ? -1 : nodes.findIndex(({ id }) => id === selected);
  const [open, toggle] = useOpen(few, at >= 0);
  const [most, setMost] = useState(AT_ONCE);
  const [only] = nodes;
  if (only?.group) return <Item node={only} selected={only.id === selected} among={lit} onSelect={onSelect} />;
  const shown = nodes.slice(0, Math.max(most, at + 1));
  return (
    <li>
      <Fold open={open} onToggle={toggle}>
        <StatusMark status={status} />
        {capital(kindNamed(column.kind)?.many ?? column.kind)}
        <span className="sy-count">{nodes.length.toLocaleString('en')}</span>
      </Fold>
      {open && (
        <ul>
          {shown.map((node) => (
            <Item key={node.id} node={node} selected={node.id === selected} among={lit} onSelect={onSelect} />
          ))}
          {nodes.length > shown.length && (
            <li>
              <button type="button" className="sy-link-button" onClick={() => setMost(most + 500)}>
                {(nodes.length - shown.length).toLocaleString('en')} more
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

interface ItemProps {
  node: MapNode;
  selected: boolean;
  /** What the filter leaves: with another, the item stands elsewhere. */
  among: ReadonlySet<string> | null;
  onSelect: (id: string) => void;
}

function Item({ node, selected, among, onSelect }: ItemProps) {
  const item = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (selected) item.current?.scrollIntoView({ block: 'nearest' });
  }, [selected, among]);
  return (
    <li>
      <button
        ref={item}
        type="button"
        className="sy-map-item"
        aria-current={selected || undefined}
        onClick={() => onSelect(node.id)}
      >
        <StatusMark status={node.status} />
        <span>{titleOf(node)}</span>
        {node.group ? (
          <span className="sy-count">{node.group.count.toLocaleString('en')}</span>
        ) : (
          node.detail && <span className="sy-map-detail">{node.detail}</span>
        )}
      </button>
    </li>
  );
}
