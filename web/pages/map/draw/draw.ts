import type { Tally } from '../tally.ts';
import { drawBoxes, drawCards, drawHeads } from './boxes.ts';
import { drawBetweenBoxes, drawLines, drawLitLines } from './lines.ts';
import { drawObjects } from './objects.ts';
import { detailAt, objectDetailAt, type View } from './view.ts';

/** Height of a row by which the detail is chosen: groups are higher than objects, so they are read from farther away. */
export const rowHeight = ({ picture }: Pick<View, 'picture'>): number =>
  Math.max(...picture.boxes.flatMap(({ columns }) => columns.map(({ cell }) => cell.height)), 1);

/** One frame. The context is in pixels of the page. */
export function draw(context: CanvasRenderingContext2D, view: View, tallies: ReadonlyMap<string, Tally>): void {
  const { window, camera, colours } = view;
  context.fillStyle = colours.bg;
  context.fillRect(0, 0, window.width, window.height);
  if (detailAt(camera.zoom, rowHeight(view)) === 'cards') {
    drawBetweenBoxes(context, view);
    drawBoxes(context, view);
    drawCards(context, view, tallies);
    return;
  }
  const detail = objectDetailAt(camera.zoom);
  drawBoxes(context, view);
  drawHeads(context, view, tallies);
  drawLines(context, view, detail);
  drawLitLines(context, view, detail);
  drawObjects(context, view, detail);
}
