import type { Status } from '../../../../contract/kinds/kind.ts';
import type { Palette } from './palette.ts';

/** Below this size in pixels a shape is a spot: what tells it apart then is its colour, and the counts in words beside. */
const SHAPED = 2.1;
/** What needs somebody is seen before what does not. */
const LOUD = 1.2;

const TURN = Math.PI * 2;

/** The shapes of `ui/status.tsx`, added to a path of all marks of one status: so they are filled or drawn in one go. `r` is half their size. */
const ADD: Record<Status, (path: Path2D, x: number, y: number, r: number) => void> = {
  ok: (path, x, y, r) => spot(path, x, y, r * 0.85),
  attention(path, x, y, r) {
    path.moveTo(x, y - r * 1.05);
    path.lineTo(x + r * 1.1, y + r * 0.9);
    path.lineTo(x - r * 1.1, y + r * 0.9);
    path.closePath();
  },
  failing: (path, x, y, r) => path.rect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84),
  stale: (path, x, y, r) => spot(path, x, y, r * 0.85),
  gone(path, x, y, r) {
    spot(path, x, y, r * 0.85);
    path.moveTo(x - r, y + r);
    path.lineTo(x + r, y - r);
  },
  working(path, x, y, r) {
    spot(path, x, y, r * 0.88);
    path.moveTo(x, y);
    path.lineTo(x, y - r * 0.88);
    path.moveTo(x, y);
    path.lineTo(x + r * 0.88, y);
  },
};

function spot(path: Path2D, x: number, y: number, r: number): void {
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, TURN);
}

const FILLED: ReadonlySet<Status> = new Set(['ok', 'attention', 'failing']);

/** Marks of one status at many places. */
export class Marks {
  readonly #paths = new Map<Status, Path2D>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  add(status: Status, x: number, y: number): void {
    const path = this.#paths.get(status) ?? new Path2D();
    this.#paths.set(status, path);
    const size = status === 'failing' || status === 'attention' ? this.#size * LOUD : this.#size;
    (size < SHAPED ? spot : ADD[status])(path, x, y, size);
  }

  draw(context: CanvasRenderingContext2D, colours: Palette): void {
    for (const [status, path] of this.#paths) {
      if (FILLED.has(status) || this.#size < SHAPED) {
        context.fillStyle = colours[status];
        context.fill(path);
        continue;
      }
      context.strokeStyle = colours[status];
      context.lineWidth = Math.max(1, this.#size * 0.3);
      context.setLineDash(status === 'stale' ? [this.#size * 0.55, this.#size * 0.4] : []);
      context.stroke(path);
      context.setLineDash([]);
    }
  }
}

/** One mark by itself. */
export function mark(
  context: CanvasRenderingContext2D,
  colours: Palette,
  status: Status,
  x: number,
  y: number,
  r: number,
): void {
  const one = new Marks(r);
  one.add(status, x, y);
  one.draw(context, colours);
}
