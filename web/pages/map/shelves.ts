import { BETWEEN_BOXES, taken, type Box } from './picture.ts';

/** Which line each box stands in. */
export interface Shelves {
  lines: number[];
  width: number;
  height: number;
}

/** Boxes from left to right in their order, in lines so long that they can be drawn largest. */
export function shelvesOf(boxes: readonly Box[], aspect: number): Shelves {
  const widest = Math.max(0, ...boxes.map(({ width }) => width));
  let best: Shelves = { lines: [], width: 0, height: 0 };
  let wide = 0;
  for (const { width } of boxes) {
    wide += width;
    const shelves = sized(boxes, filled(boxes, Math.max(wide, widest)));
    if (!best.lines.length || taken(shelves, aspect) < taken(best, aspect)) best = shelves;
    wide += BETWEEN_BOXES;
  }
  return best;
}

/** Each line takes what fits into so much. */
function filled(boxes: readonly Box[], most: number): number[] {
  let [line, x] = [0, 0];
  return boxes.map(({ width }) => {
    if (x > 0 && x + width > most) [line, x] = [line + 1, 0];
    x += width + BETWEEN_BOXES;
    return line;
  });
}

/** How much lines take, and, where boxes are to be put there, where each goes. */
export function sized(
  boxes: readonly Box[],
  lines: readonly number[],
  put?: (box: Box, x: number, y: number) => void,
): Shelves {
  let [x, y, line, high, width] = [0, 0, 0, 0, 0];
  boxes.forEach((box, n) => {
    if (lines[n] !== line) [x, y, line, high] = [0, y + high + BETWEEN_BOXES, lines[n]!, 0];
    put?.(box, x, y);
    high = Math.max(high, box.height);
    width = Math.max(width, x + box.width);
    x += box.width + BETWEEN_BOXES;
  });
  return { lines: [...lines], width, height: y + high };
}
