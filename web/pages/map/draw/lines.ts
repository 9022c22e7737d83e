import type { Column, Place } from '../picture.ts';
import { inSight, type Detail, type View } from './view.ts';

/** Where the mark stands in a cell. */
export const MARK_X = 14;

/** Lines begin and end at what is drawn of an object: at its mark, or at the ends of its name. */
function ends(one: Place, other: Place, detail: Detail): [number, number, number, number] {
  const [left, right] = one.x <= other.x ? [one, other] : [other, one];
  const middle = (place: Place) => place.y + place.height / 2;
  const marked = (place: Place) => detail === 'marks' && !place.node.group;
  const from = left.x + (marked(left) ? MARK_X : left.width - 6);
  return [from, middle(left), right.x + (marked(right) ? MARK_X : 2), middle(right)];
}

/** A line between two places, as a curve that leaves and arrives level. */
export function addLine(path: Path2D, one: Place, other: Place, detail: Detail): void {
  const [x1, y1, x2, y2] = ends(one, other, detail);
  if (one.x === other.x) {
    // In one column: around the left of it.
    const x = one.x + 2;
    path.moveTo(x, y1);
    path.bezierCurveTo(x - 34, y1, x - 34, y2, x, y2);
    return;
  }
  const bend = Math.max(26, Math.abs(x2 - x1) / 2);
  path.moveTo(x1, y1);
  path.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
}

/** In the picture's units: line widths are divided by the zoom. */
function inPicture(context: CanvasRenderingContext2D, { camera, window }: View, draw: (pixel: number) => void): void {
  context.save();
  context.translate(window.width / 2, window.height / 2);
  context.scale(camera.zoom, camera.zoom);
  context.translate(-camera.x, -camera.y);
  draw(1 / camera.zoom);
  context.restore();
}

/** More lines than this between marks would be a hairball. */
const MOST_LINES = 260;

/**
 * Links, faint: they show where there is traffic. Where there are very many from afar, as bands between columns; near, those that are in sight
 * at both ends before those that lead out of it.
 */
export function drawLines(context: CanvasRenderingContext2D, view: View, detail: Detail): void {
  const { web, picture, colours, lit } = view;
  if (detail === 'marks' && web.strands.length > MOST_LINES) return drawBands(context, view);
  const [within, leaving] = [new Path2D(), new Path2D()];
  for (const { from, to } of web.strands) {
    const [one, other] = [picture.places.get(from), picture.places.get(to)];
    if (!one || !other) continue;
    const [here, there] = [inSight(view, one), inSight(view, other)];
    if (here || there) addLine(here && there ? within : leaving, one, other, detail);
  }
  return inPicture(context, view, (pixel) => {
    context.strokeStyle = colours['line-strong'];
    context.lineWidth = pixel;
    context.globalAlpha = lit ? 0.12 : 0.22;
    context.stroke(leaving);
    context.globalAlpha = lit ? 0.25 : detail === 'names' ? 0.8 : 0.6;
    context.stroke(within);
  });
}

/** One band between two columns, the wider the more links there are. */
function drawBands(context: CanvasRenderingContext2D, view: View): void {
  const bands = bandsOf(view);
  inPicture(context, view, (pixel) => {
    context.strokeStyle = view.colours['line-strong'];
    context.lineCap = 'round';
    context.globalAlpha = view.lit ? 0.14 : 0.38;
    for (const { one, other, count } of bands) {
      const [left, right] = one.x <= other.x ? [one, other] : [other, one];
      const [x1, y1] = [left.x + left.width, left.y + left.height / 2];
      const [x2, y2] = [right.x, right.y + right.height / 2];
      const bend = Math.max(40, Math.abs(x2 - x1) / 2);
      context.lineWidth = (1 + Math.log2(count) * 1.1) * pixel;
      context.beginPath();
      context.moveTo(x1, y1);
      context.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
      context.stroke();
    }
  });
}

interface Band {
  one: Column;
  other: Column;
  count: number;
}
const made = new WeakMap<View['picture'], Band[]>();

function bandsOf({ picture, web }: View): Band[] {
  const known = made.get(picture);
  if (known) return known;
  const columns = new Map(
    picture.boxes.flatMap((box) => box.columns.flatMap((column) => column.slots.map((id) => [id, column] as const))),
  );
  const bands = new Map<Column, Map<Column, Band>>();
  for (const { from, to, count } of web.strands) {
    const [one, other] = [columns.get(from), columns.get(to)];
    if (!one || !other || one === other) continue;
    const found = bands.get(one) ?? bands.set(one, new Map()).get(one)!;
    found.set(other, { one, other, count: count + (found.get(other)?.count ?? 0) });
  }
  const all = [...bands.values()].flatMap((found) => [...found.values()]);
  made.set(picture, all);
  return all;
}

/** The links that matter now: of what is hovered or selected, or the ways that trouble takes. */
export function drawLitLines(context: CanvasRenderingContext2D, view: View, detail: Detail): void {
  const { lit, web, picture, colours } = view;
  const centre = view.hovered ?? view.selected;
  const path = new Path2D();
  if (lit?.because === 'impact') for (const { from, to } of lit.ways ?? []) add(path, view, from, to, detail);
  else if (lit?.because === 'near' && centre !== null)
    for (const other of web.near.get(centre)?.keys() ?? []) add(path, view, centre, other, detail);
  else return;
  inPicture(context, { ...view, picture }, (pixel) => {
    context.globalAlpha = 0.85;
    context.strokeStyle = colours['accent-text'];
    context.lineWidth = (detail === 'names' ? 1.6 : 1.1) * pixel;
    context.stroke(path);
  });
}

function add(path: Path2D, { picture }: View, from: string, to: string, detail: Detail): void {
  const [one, other] = [picture.places.get(from), picture.places.get(to)];
  if (one && other && one !== other) addLine(path, one, other, detail);
}

/** From far away: one line between two clusters, as wide as there are many links. */
export function drawBetweenBoxes(context: CanvasRenderingContext2D, view: View): void {
  const boxes = new Map(view.picture.boxes.map((box) => [box.id, box]));
  const between = new Map<string, number>();
  for (const { from, to, count } of view.web.strands) {
    const [one, other] = [from, to].map((id) => view.web.byId.get(id)?.clusterId ?? 'none').toSorted();
    if (one !== other) between.set(`${one} ${other}`, (between.get(`${one} ${other}`) ?? 0) + count);
  }
  inPicture(context, view, (pixel) => {
    context.strokeStyle = view.colours['line-strong'];
    for (const [ends, count] of between) {
      const [one, other] = ends.split(' ').map((id) => boxes.get(id));
      if (!one || !other) continue;
      context.lineWidth = Math.min(6, 1 + Math.log2(count) / 2) * pixel;
      context.beginPath();
      context.moveTo(one.x + one.width / 2, one.y + one.height / 2);
      context.lineTo(other.x + other.width / 2, other.y + other.height / 2);
      context.stroke();
    }
  });
}
