import type { Point } from './camera.ts';
import type { Box, Picture } from './picture.ts';

export interface Hit {
  box: Box;
  /** Null: the box itself. */
  id: string | null;
}

const within = (at: Point, { x, y, width, height }: Point & { width: number; height: number }) =>
  at.x >= x && at.x < x + width && at.y >= y && at.y < y + height;

/** What is at a point of the picture. Places follow from columns, so nothing is looked through but the boxes. */
export function hit({ boxes, places }: Picture, at: Point): Hit | null {
  const box = boxes.find((one) => within(at, one));
  if (!box) return null;
  const column = box.columns.find((one) => within(at, one));
  if (!column) return { box, id: null };
  const { cell, across, slots } = column;
  const slot = Math.floor((at.y - column.y) / cell.height) * across + Math.floor((at.x - column.x) / cell.width);
  const id = slots[slot] ?? null;
  return { box, id: id !== null && places.has(id) ? id : null };
}
