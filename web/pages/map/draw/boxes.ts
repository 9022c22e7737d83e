import { capital, kindNamed } from '../../../kinds/find.ts';
import { BY_RANK, type Tally } from '../tally.ts';
import { BETWEEN_COLUMNS, HEAD, type Box, type Column } from '../picture.ts';
import { mark } from './marks.ts';
import { font } from './palette.ts';
import { at, inSight, type View } from './view.ts';
import { cut } from './words.ts';

const LINE = 19;
const LEADING = 1.1;
const LEAST_HEAD = 56;
const LIT = { filter: 'found', impact: 'would be hit', near: 'linked' } as const;

/** The frames of clusters with their names, and above each column what it is. */
export function drawBoxes(context: CanvasRenderingContext2D, view: View): void {
  const { picture, camera, colours } = view;
  for (const box of picture.boxes) {
    if (!inSight(view, box)) continue;
    const { x, y } = at(view, box);
    context.fillStyle = colours.paper;
    context.strokeStyle = colours.line;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(
      x,
      y,
      box.width * camera.zoom,
      box.height * camera.zoom,
      Math.min(10, 8 * Math.max(0.6, camera.zoom)),
    );
    context.fill();
    context.stroke();
  }
}

/** Size of words that grow with the picture, within what can be read and what looks good. */
const grown = (size: number, zoom: number) => Math.min(size * 1.25, Math.max(10.5, size * zoom));

export function drawHeads(context: CanvasRenderingContext2D, view: View, tallies: ReadonlyMap<string, Tally>): void {
  const { picture, camera, colours } = view;
  const { zoom } = camera;
  context.textBaseline = 'middle';
  for (const box of picture.boxes) {
    if (!inSight(view, box)) continue;
    const tally = tallies.get(box.id)!;
    const corner = at(view, box);
    const [x, y] = [corner.x + 22 * zoom, corner.y + Math.max(8, (HEAD / 2) * zoom)];
    const size = grown(15, zoom);
    mark(context, colours, tally.status, x + 5, y, 5);
    context.font = font(size, 620);
    context.fillStyle = colours.text;
    const room = (box.width - 22) * zoom - 22;
    const name = cut(context, box.name, room);
    context.fillText(name, x + 16, y);
    const after = x + 16 + context.measureText(name).width + 10;
    context.font = font(Math.min(12.5, size));
    context.fillStyle = colours.muted;
    const left = room - (after - x - 16);
    if (left > 60) context.fillText(cut(context, sum(tally), left), after, y);
    drawColumnHeads(context, view, box, y + size / 2);
  }
}

const sum = ({ count, statuses }: Tally) =>
  [
    `${count.toLocaleString('en')}`,
    ...(['failing', 'stale', 'attention'] as const).flatMap((status) =>
      statuses[status] ? [`${statuses[status].toLocaleString('en')} ${status}`] : [],
    ),
  ].join(' · ');

interface Written {
  lines: readonly string[];
  x: number;
  y: number;
}

/**
 * The names of a box's kinds stand above their columns, in one line where there is room, else in one a word, else cut. All of them or none: where one
 * would lie on the cluster's name or be cut to a beginning that says nothing, one is too far away to read any.
 */
function drawColumnHeads(context: CanvasRenderingContext2D, view: View, box: Box, below: number): void {
  const size = grown(12, view.camera.zoom);
  context.font = font(size, 500);
  context.fillStyle = view.colours.faint;
  const heads = box.columns.map((column) => columnHead(context, view, box, { column, size, below }));
  if (heads.includes(null)) return;
  for (const { lines, x, y } of heads as Written[])
    lines.forEach((line, n) => context.fillText(line, x, y - (lines.length - 1 - n) * size * LEADING));
}

/** `below`: the height from which on nothing else is written. */
function columnHead(
  context: CanvasRenderingContext2D,
  view: View,
  box: Box,
  { column, size, below }: { column: Column; size: number; below: number },
): Written | null {
  const { zoom } = view.camera;
  const { x, y } = at(view, { x: column.x + 8, y: column.y });
  const right = at(view, { x: box.x + box.width, y: 0 }).x - 6;
  const base = y - 5 * zoom - size / 2;
  const name = capital(kindNamed(column.kind)?.many ?? column.kind);
  const room = (column.width + BETWEEN_COLUMNS - 12) * zoom;
  const widest = (lines: readonly string[]) => Math.max(...lines.map((line) => context.measureText(line).width));
  const fits = (lines: readonly string[]) =>
    base - ((lines.length - 1) * LEADING + 0.5) * size >= below && widest(lines) <= room;
  const ways = [[name], name.split(' '), ...(room >= LEAST_HEAD ? [[cut(context, name, room)]] : [])];
  const lines = ways.find(fits);
  if (!lines) return null;
  // The last column has no gap to its right, but one to its left.
  const start = Math.min(x, right - widest(lines));
  return start >= x - (BETWEEN_COLUMNS / 2) * zoom ? { lines, x: start, y: base } : null;
}

/** From far away a cluster is a card: its name, and of each kind how many there are and how they are. */
export function drawCards(context: CanvasRenderingContext2D, view: View, tallies: ReadonlyMap<string, Tally>): void {
  const { picture, camera, colours, lit } = view;
  context.textBaseline = 'middle';
  for (const box of picture.boxes) {
    if (!inSight(view, box)) continue;
    const tally = tallies.get(box.id)!;
    const { x, y } = at(view, box);
    const [width, height] = [box.width * camera.zoom, box.height * camera.zoom];
    if (width < 22) continue;
    const hits = lit
      ? box.columns.reduce((found, { slots }) => found + slots.filter((id) => id !== null && lit.ids.has(id)).length, 0)
      : null;
    context.globalAlpha = hits === 0 ? 0.35 : 1;
    const lines = height > 40 + LINE ? Math.floor((height - 40) / LINE) : 0;
    // Where not all fit, the worst do.
    const worst = tally.kinds.toSorted((a, b) => BY_RANK.indexOf(a.status) - BY_RANK.indexOf(b.status));
    const shown = lines >= tally.kinds.length ? tally.kinds : worst.slice(0, lines);
    const top = shown.length ? Math.max(22, (height - shown.length * LINE) / 2 - 4) : height / 2;
    const left = x + Math.min(18, width * 0.08);
    mark(context, colours, tally.status, left + 6, y + top, 5.5);
    context.fillStyle = colours.text;
    context.font = font(Math.min(16, Math.max(11, width / 11)), 620);
    context.fillText(cut(context, box.name, width - 40), left + 18, y + top);
    shown.forEach(({ kind, count, status }, n) => {
      const lineY = y + top + 8 + (n + 1) * LINE - LINE / 4;
      mark(context, colours, status, left + 6, lineY, 3.6);
      context.font = font(12.5);
      context.fillStyle = colours.muted;
      const words = kindNamed(kind);
      const word = (count === 1 ? words?.one : words?.many) ?? kind;
      context.fillText(cut(context, `${count.toLocaleString('en')} ${word}`, width - 40), left + 18, lineY);
    });
    if (hits) {
      context.font = font(12, 620);
      context.fillStyle = colours['accent-text'];
      context.fillText(
        cut(context, `${hits.toLocaleString('en')} ${LIT[lit!.because]}`, width - 40),
        left + 18,
        y + height - 14,
      );
    }
    context.globalAlpha = 1;
  }
}
