import { shortCount } from '../../../ui/short-count.ts';
import type { Place } from '../picture.ts';
import { MARK_X } from './lines.ts';
import { Marks, mark } from './marks.ts';
import { font } from './palette.ts';
import { at, inSight, isLit, type Detail, type View } from './view.ts';
import { cut } from './words.ts';

const DIM = 0.22;

function placesInSight(view: View): Place[] {
  const found: Place[] = [];
  for (const box of view.picture.boxes) {
    if (!inSight(view, box)) continue;
    for (const column of box.columns) {
      if (!inSight(view, column)) continue;
      for (const id of column.slots) {
        const place = id === null ? undefined : view.picture.places.get(id);
        if (place && inSight(view, place)) found.push(place);
      }
    }
  }
  return found;
}

/** Marks of all objects in sight, in one go for each status; and near enough, their names. */
export function drawObjects(context: CanvasRenderingContext2D, view: View, detail: Detail): void {
  const places = placesInSight(view);
  const single = places.filter(({ node }) => !node.group);
  for (const bright of [false, true]) {
    const some = single.filter(({ node }) => isLit(view, node.id) === bright);
    if (!some.length) continue;
    context.globalAlpha = bright ? 1 : DIM;
    if (detail === 'names') drawNames(context, view, some);
    drawMarks(context, view, some, detail);
  }
  context.globalAlpha = 1;
  for (const place of places) if (place.node.group) drawGroup(context, view, place);
  if (detail === 'marks') drawLabels(context, view, single);
  drawHalos(context, view, detail);
}

/** Names of a few objects that matter now, where there are only marks. */
const MOST_LABELS = 40;
const LABEL = 15;

/** None is written over another: what is hovered or selected comes first. */
function drawLabels(context: CanvasRenderingContext2D, view: View, places: readonly Place[]): void {
  const { lit, colours, camera, hovered, selected } = view;
  if (!lit || lit.ids.size > MOST_LABELS) return;
  context.font = font(11.5, 500);
  context.textBaseline = 'middle';
  const taken: { x: number; y: number; width: number }[] = [];
  const rank = ({ node: { id } }: Place) => (id === hovered ? 0 : id === selected ? 1 : 2);
  for (const { node, x, y, height } of places
    .filter((one) => lit.ids.has(one.node.id))
    .toSorted((a, b) => rank(a) - rank(b))) {
    const mark = at(view, { x: x + MARK_X, y: y + height / 2 });
    const name = cut(context, node.name, 190);
    const label = { x: mark.x + 8.4 * camera.zoom + 6, y: mark.y, width: context.measureText(name).width };
    if (
      taken.some(
        (one) => Math.abs(one.y - label.y) < LABEL && one.x < label.x + label.width && label.x < one.x + one.width,
      )
    )
      continue;
    taken.push(label);
    context.globalAlpha = 0.86;
    context.fillStyle = colours.paper;
    context.fillRect(label.x - 2, label.y - LABEL / 2, label.width + 4, LABEL);
    context.globalAlpha = 1;
    context.fillStyle = colours.text;
    context.fillText(name, label.x, label.y + 0.5);
  }
}

function drawMarks(context: CanvasRenderingContext2D, view: View, places: readonly Place[], detail: Detail): void {
  const { zoom } = view.camera;
  const marks = new Marks(detail === 'names' ? Math.min(5.5, 5 * Math.max(0.85, zoom)) : Math.max(1.7, 8.4 * zoom));
  for (const place of places) {
    const { x, y } = at(view, { x: place.x + MARK_X, y: place.y + place.height / 2 });
    marks.add(place.node.status, x, y);
  }
  marks.draw(context, view.colours);
}

function drawNames(context: CanvasRenderingContext2D, view: View, places: readonly Place[]): void {
  const { camera, colours } = view;
  const { zoom } = camera;
  const chips = new Path2D();
  for (const place of places) {
    const { x, y } = at(view, place);
    chips.roundRect(x + 2, y + 2 * zoom, (place.width - 8) * zoom, (place.height - 4) * zoom, 4);
  }
  context.fillStyle = colours.bg;
  context.fill(chips);
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.stroke(chips);
  const size = Math.min(13, Math.max(10.5, 12 * zoom));
  context.font = font(size);
  context.textBaseline = 'middle';
  for (const place of places) {
    const { x, y } = at(view, { x: place.x, y: place.y + place.height / 2 });
    const room = (place.width - 8) * zoom - (MARK_X + 10) * Math.max(0.85, Math.min(1, zoom));
    context.fillStyle = place.node.status === 'gone' ? colours.muted : colours.text;
    context.fillText(cut(context, place.node.name, room), x + MARK_X * zoom + 10, y + 0.5);
  }
}

/** Many as one: how many, and how they are. */
function drawGroup(context: CanvasRenderingContext2D, view: View, place: Place): void {
  const { camera, colours } = view;
  const { zoom } = camera;
  const { x, y } = at(view, place);
  const [width, height] = [(place.width - 8) * zoom, (place.height - 8) * zoom];
  const { count, statuses } = place.node.group!;
  context.globalAlpha = isLit(view, place.node.id) ? 1 : DIM;
  context.fillStyle = colours.bg;
  context.strokeStyle = colours['line-strong'];
  context.lineWidth = 1;
  // Two edges behind: there is more than one.
  for (const behind of [6, 3, 0]) {
    context.beginPath();
    context.roundRect(x + 2 + behind * zoom, y + (4 - behind) * zoom, width - 6 * zoom, height, 5);
    context.fill();
    context.stroke();
  }
  const left = x + 14 * zoom;
  const middle = y + 4 * zoom + height / 2;
  const low = height < 30;
  mark(context, colours, place.node.status, left + 4, low ? middle : middle - 8 * zoom, 4.6);
  context.textBaseline = 'middle';
  context.font = font(Math.min(14, Math.max(10.5, 13 * zoom)), 600);
  context.fillStyle = colours.text;
  const room = width - 34 * zoom;
  const wrong = (['failing', 'stale', 'attention', 'working'] as const).flatMap((status) =>
    statuses[status] ? [`${statuses[status].toLocaleString('en')} ${status}`] : [],
  );
  // A number that is cut would be another number.
  const exact = count.toLocaleString('en');
  const said = context.measureText(exact).width <= room - 8 * zoom ? exact : shortCount(count);
  context.fillText(said, left + 12, low ? middle : middle - 8 * zoom);
  if (!low) {
    context.font = font(Math.min(12, Math.max(10, 11.5 * zoom)));
    context.fillStyle = colours.muted;
    context.fillText(cut(context, wrong.length ? wrong.join(' · ') : 'all ok', room + 12), left, middle + 10 * zoom);
  }
  context.globalAlpha = 1;
}

/** What is selected, hovered, or would be hit: the fewer steps away, the stronger. Around a mark, or around a name. */
function drawHalos(context: CanvasRenderingContext2D, view: View, detail: Detail): void {
  const { picture, selected, hovered, lit, colours, camera, focused } = view;
  const ring = (id: string, width: number, colour: string, room = 0, alpha = 1) => {
    const place = picture.places.get(id);
    if (!place || !inSight(view, place)) return;
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    if (detail === 'marks' && !place.node.group) {
      const { x, y } = at(view, { x: place.x + MARK_X, y: place.y + place.height / 2 });
      context.arc(x, y, 8.4 * camera.zoom + 3.5 + room, 0, Math.PI * 2);
    } else {
      const { x, y } = at(view, place);
      const [wide, high] = [(place.width - 8) * camera.zoom, (place.height - 4) * camera.zoom];
      context.roundRect(x + 2 - room, y + 2 * camera.zoom - room, wide + 2 * room, high + 2 * room, 5);
    }
    context.stroke();
    context.globalAlpha = 1;
  };
  for (const [id, depth] of lit?.depths ?? [])
    if (depth > 0) ring(id, 1.8, colours.attention, 0, Math.max(0.45, 1.15 - depth * 0.2));
  if (hovered !== null && hovered !== selected) ring(hovered, 1.2, colours['accent-text']);
  if (selected !== null) ring(selected, 2, colours['accent-text']);
  if (selected !== null && focused) ring(selected, 2, colours.focus, 3);
}
