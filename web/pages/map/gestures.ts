import type { Point } from './camera.ts';

/** Pixels that a pointer may move while it still counts as a press. */
const PRESS = 5;
/** A turn of a mouse wheel is 100 to 120 pixels; what a trackpad says is much finer. */
const WHEEL = 0.0016;
const LINE = 16;

export interface Gestures {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  hover(at: Point | null): void;
  press(at: Point): void;
  open(at: Point): void;
  /** The picture is being moved, or is no longer. */
  moving(now: boolean): void;
}

/** Drag, wheel, touch and pinch on an element, in pixels from its corner. */
export function listen(element: HTMLElement, gestures: Gestures): () => void {
  const down = new Map<number, Point>();
  let moved = 0;
  const point = (event: { clientX: number; clientY: number }): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const spread = ([one, other]: Point[]) => Math.hypot(one!.x - other!.x, one!.y - other!.y);
  const between = ([one, other]: Point[]) => ({ x: (one!.x + other!.x) / 2, y: (one!.y + other!.y) / 2 });

  const pointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (down.size === 0) moved = 0;
    down.set(event.pointerId, point(event));
    element.setPointerCapture(event.pointerId);
  };
  const pointerMove = (event: PointerEvent) => {
    const here = point(event);
    const before = down.get(event.pointerId);
    if (!before) return gestures.hover(event.pointerType === 'touch' ? null : here);
    const old = [...down.values()];
    down.set(event.pointerId, here);
    moved += Math.hypot(here.x - before.x, here.y - before.y);
    if (moved < PRESS) return undefined;
    gestures.moving(true);
    if (down.size === 1) return gestures.pan(here.x - before.x, here.y - before.y);
    const now = [...down.values()];
    const [from, to] = [between(old), between(now)];
    gestures.pan(to.x - from.x, to.y - from.y);
    return gestures.zoom(spread(now) / Math.max(1, spread(old)), to);
  };
  const pointerUp = (event: PointerEvent) => {
    if (!down.delete(event.pointerId)) return;
    if (moved < PRESS && event.type === 'pointerup' && down.size === 0) gestures.press(point(event));
    if (down.size === 0) gestures.moving(false);
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const unit = event.deltaMode === 0 ? 1 : LINE;
    // Sideways, or with Shift: along. Up and down: nearer and farther; pinching a trackpad comes with Ctrl, and finer.
    if (!event.ctrlKey && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)))
      return gestures.pan(-(event.deltaX || event.deltaY) * unit, event.shiftKey ? 0 : -event.deltaY * unit);
    const turned = event.deltaY * unit * (event.ctrlKey ? 5 : 1);
    return gestures.zoom(Math.exp(-Math.max(-400, Math.min(400, turned)) * WHEEL), point(event));
  };
  const leave = () => gestures.hover(null);
  const double = (event: MouseEvent) => gestures.open(point(event));

  const handlers: [string, (event: never) => void][] = [
    ['pointerdown', pointerDown],
    ['pointermove', pointerMove],
    ['pointerup', pointerUp],
    ['pointercancel', pointerUp],
    ['pointerleave', leave],
    ['dblclick', double],
    ['wheel', wheel],
  ];
  // Wheels are listened to in vain unless the browser may be kept from scrolling.
  for (const [name, handler] of handlers) element.addEventListener(name, handler as EventListener, { passive: false });
  return () => {
    for (const [name, handler] of handlers) element.removeEventListener(name, handler as EventListener);
  };
}
