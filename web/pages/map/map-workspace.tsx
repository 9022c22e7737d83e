import { useMemo, useRef, type RefObject } from 'react';
import type { Impact } from '../../../contract/api/links.ts';
import type { EstateMap } from '../../../contract/api/map.ts';
import { useImpact } from '../../api/object-queries.ts';
import { kindNamed, countOf, objectPath } from '../../kinds/find.ts';
import { Button } from '../../ui/button.tsx';
import { useGo, useScope } from '../../ui/scoped-link.tsx';
import { PHONE, useMedia } from '../../ui/use-media.ts';
import { tally } from '../impact/layout.ts';
import { AroundBar } from './around-bar.tsx';
import { filtered, hitBy } from './filter.ts';
import { TALL, WIDE } from './picture.ts';
import { MapCanvas, type CanvasHandle } from './map-canvas.tsx';
import { idOf, nodeKey, type MapState } from './map-state.ts';
import { MapTools } from './map-tools.tsx';
import { MapTree } from './map-tree.tsx';
import { pictureOf } from './remembered.ts';
import { SideCard } from './side-card.tsx';
import { talliesOf, totalOf } from './tally.ts';
import { webOf } from './web.ts';

/** What the card of a selected object lies over: on a phone it comes from below. */
const CARD = { right: 320, bottom: 0 };
const SHEET = { right: 0, bottom: 280 };

interface Props {
  /** What the map is the answer to: another question makes another picture. */
  path: string;
  map: EstateMap;
  state: MapState;
  around: string | null;
  listed: boolean;
  filter: RefObject<HTMLInputElement | null>;
  onChange: (change: Partial<MapState>) => void;
  onList: (listed: boolean) => void;
}

/** Filter, list, picture and card, which all speak of the same selection. */
export function MapWorkspace({ path, map, state, around, listed, filter, onChange, onList }: Props) {
  const go = useGo();
  const phone = useMedia(PHONE);
  const canvas = useRef<CanvasHandle>(null);
  const picture = useMemo(() => pictureOf(path, map, phone ? TALL : WIDE), [path, map, phone]);
  const web = useMemo(() => webOf(map), [map]);
  const tallies = useMemo(() => talliesOf(map), [map]);
  const total = useMemo(() => totalOf(map), [map]);
  const clusters = useMemo(() => new Map(map.clusters.map(({ id, name }) => [id, name])), [map]);

  const selected = idOf(state.node);
  const node = selected === null ? undefined : web.byId.get(selected);
  // Asked for only when it is to be shown.
  const asked = state.impact && node && !node.group ? kindNamed(node.kind) : undefined;
  const { data } = useImpact(asked, node?.id ?? '', useScope());
  const impact = asked ? (data ?? null) : null;
  const filterLit = useMemo(() => filtered(map, state), [map, state]);
  const impactLit = useMemo(() => impact && hitBy(impact, picture.places), [impact, picture]);
  const lit = impactLit ?? filterLit;
  const shown = useMemo(
    () => ({ picture, web, tallies, lit, selected: node?.id ?? null }),
    [picture, web, tallies, lit, node],
  );

  const select = (id: string | null) => {
    const chosen = id === null ? undefined : web.byId.get(id);
    const next = chosen ? nodeKey(chosen) : null;
    // Surroundings that came with a selection stay while one walks in them.
    const kept = around !== state.around ? { around } : {};
    if (next !== state.node) onChange({ node: next, impact: false, ...kept });
  };
  const show = (id: string | null) => {
    select(id);
    if (id !== null) canvas.current?.reveal(id);
    if (phone) onList(false);
  };
  const expand = (id: string) => onChange({ expand: [...state.expand, id], node: null, view: null });
  const open = (id: string) => {
    const chosen = web.byId.get(id);
    if (chosen?.group) show(id);
    else if (chosen) go(objectPath(chosen.kind, chosen.id));
  };
  const found = filterLit ? [...picture.places.keys()].filter((id) => filterLit.ids.has(id)) : [];
  const next = () => show(found[(found.indexOf(selected ?? '') + 1) % found.length] ?? null);

  return (
    <>
      <MapTools
        state={state}
        total={total}
        found={filterLit ? found.length : null}
        grouped={map.grouped}
        onChange={onChange}
        onNext={() => found.length > 0 && next()}
        onLeave={() => canvas.current?.focus()}
        ref={filter}
      />
      {around !== null && (
        <AroundBar
          name={web.byId.get(idOf(around)!)?.name ?? 'one object'}
          depth={state.depth}
          onDepth={(depth) => onChange({ around, depth, view: null })}
          onLeave={() => onChange({ around: null, node: state.around ? state.node : null, view: null })}
        />
      )}
      {map.cut && (
        <p className="sy-attention" role="status">
          {map.cut}
        </p>
      )}
      <div className={`sy-map-work${listed ? ' sy-map-listed' : ''}`}>
        {listed && (
          <MapTree
            boxes={picture.boxes}
            byId={web.byId}
            tallies={tallies}
            lit={lit?.ids ?? null}
            selected={node?.id ?? null}
            onSelect={show}
          />
        )}
        <div className="sy-map-stage">
          <MapCanvas
            key={path}
            ref={canvas}
            shown={shown}
            covered={phone ? SHEET : CARD}
            view={state.view}
            onSelect={select}
            onOpen={open}
            onView={(view) => onChange({ view })}
            onFilter={() => filter.current?.focus()}
          />
          <div className="sy-map-zoom" role="group" aria-label="Zoom">
            <Button icon="plus" label="Nearer" onClick={() => canvas.current?.zoomBy(1)} />
            <Button icon="minus" label="Farther" onClick={() => canvas.current?.zoomBy(-1)} />
            <Button icon="fit" label="Show everything" onClick={() => canvas.current?.fit()} />
          </div>
          {node && (
            <SideCard
              key={node.id}
              node={node}
              nameOf={(id) => clusters.get(id ?? '') ?? 'in no cluster'}
              web={web}
              impact={asked ? sentence(impact) : null}
              onSelect={show}
              onImpact={() => onChange({ impact: !state.impact })}
              onExpand={expand}
              onAround={
                nodeKey(node) === around
                  ? null
                  : () => onChange({ around: nodeKey(node), node: nodeKey(node), view: null })
              }
            />
          )}
        </div>
      </div>
    </>
  );
}

function sentence(impact: Impact | null): string {
  if (!impact) return 'Asking …';
  if (impact.nodes.length <= 1) return 'Nothing that is known depends on it.';
  return `Touches ${tally(impact.nodes, countOf)}.${impact.cut ? ` ${impact.cut}` : ''}`;
}
