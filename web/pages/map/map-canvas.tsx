import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { announce } from '../../ui/announce.ts';
import { centred, shows, type Camera, type Covered } from './camera.ts';
import { readable } from './draw/view.ts';
import { spoken } from './map-words.ts';
import { Scene, type Shown } from './scene.ts';
import { firstOf, walk, type Way } from './walk.ts';

const WAYS: Record<string, Way> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

export interface CanvasHandle {
  zoomBy(steps: number): void;
  fit(): void;
  reveal(id: string): void;
  focus(): void;
}

interface Props {
  shown: Omit<Shown, 'focused'>;
  /** By the card of what is selected. */
  covered: Covered;
  /** Where the address says to look. */
  view: Camera | null;
  onSelect: (id: string | null) => void;
  onOpen: (id: string) => void;
  onView: (camera: Camera) => void;
  onFilter: () => void;
  ref?: Ref<CanvasHandle>;
}

/** The picture. To a keyboard it is one stop, in which arrows walk from object to object; the tree beside it says the same in words. */
export function MapCanvas({ shown, covered, view, onSelect, onOpen, onView, onFilter, ref }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const scene = useRef<Scene | null>(null);
  const [focused, setFocused] = useState(false);
  const [begin] = useState(() => start(view, shown, covered));
  const handlers = useRef({ onSelect, onOpen, onView });
  useEffect(() => {
    handlers.current = { onSelect, onOpen, onView };
  });

  useEffect(() => {
    const made = new Scene(canvas.current!, begin, {
      select: (id) => handlers.current.onSelect(id),
      open: (id) => handlers.current.onOpen(id),
      rest: (camera) => handlers.current.onView(camera),
    });
    scene.current = made;
    return () => made.end();
  }, [begin]);
  useEffect(() => scene.current?.show({ ...shown, focused }), [shown, focused]);

  useImperativeHandle(ref, () => ({
    zoomBy: (steps) => scene.current?.zoomBy(steps),
    fit: () => scene.current?.fit(),
    reveal: (id) => scene.current?.reveal(id, covered),
    focus: () => frame.current?.focus(),
  }));

  // Keys may come faster than the page is told of what they selected: what it is told late must not take one back.
  const current = useRef(shown.selected);
  const walked = useRef<readonly string[]>([]);
  useEffect(() => {
    const place = shown.selected === null ? -1 : walked.current.indexOf(shown.selected);
    const late = place !== -1 && place < walked.current.length - 1;
    walked.current = late ? walked.current.slice(place + 1) : [];
    if (!late) current.current = shown.selected;
  }, [shown.selected]);

  const go = (id: string, linked?: boolean) => {
    current.current = id;
    walked.current = [...walked.current, id];
    onSelect(id);
    scene.current?.reveal(id, covered);
    announce(spoken(shown.web, id, linked));
  };

  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { picture, web } = shown;
    const selected = current.current;
    const way = WAYS[event.key];
    if (way) {
      event.preventDefault();
      setFocused(true);
      const first = selected !== null && picture.places.has(selected) ? null : firstOf(picture);
      const next = first === null ? selected !== null && walk(picture, web, selected, way) : { id: first };
      if (next) go(next.id, 'linked' in next ? next.linked : undefined);
      else announce('Nothing further that way');
    } else if (event.key === 'Enter' && selected !== null) onOpen(selected);
    else if (event.key === 'Escape') onSelect(null);
    else if (event.key === '+' || event.key === '=') scene.current?.zoomBy(1);
    else if (event.key === '-') scene.current?.zoomBy(-1);
    else if (event.key === '0') scene.current?.fit();
    else if (event.key === '/') {
      event.preventDefault();
      onFilter();
    }
  };

  return (
    <div
      ref={frame}
      className="sy-map-frame"
      role="application"
      tabIndex={0}
      aria-label="Map of the estate"
      aria-describedby="sy-map-keys"
      onKeyDown={keys}
      onFocus={() => setFocused(frame.current!.matches(':focus-visible'))}
      onBlur={() => {
        walked.current = [];
        setFocused(false);
      }}
      onPointerDown={() => {
        walked.current = [];
      }}
    >
      <canvas ref={canvas} className="sy-map-canvas" aria-hidden="true" />
      <p id="sy-map-keys" className="sy-hidden">
        Arrow keys walk along links and through columns, Enter opens, plus and minus zoom, 0 shows everything, slash
        goes to the filter. The list beside the map says the same in words.
      </p>
    </div>
  );
}

/** The view of the address, if it shows something here; else the selected object; else everything. */
function start(view: Camera | null, { picture, selected }: Props['shown'], covered: Covered): Camera | null {
  if (view && shows(view, picture)) return view;
  const place = selected === null ? undefined : picture.places.get(selected);
  return place ? centred(place, Math.max(1, readable(place)), covered) : null;
}
