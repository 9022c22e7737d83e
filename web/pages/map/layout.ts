import type { EstateMap, MapNode } from '../../../contract/api/map.ts';
import type { Arrangement } from './arrange.ts';
import { boxed, rowsOf, type Sized } from './box.ts';
import { CELL, GROUP, taken, WIDE, type Box, type Picture, type Place } from './picture.ts';
import { shelvesOf, sized } from './shelves.ts';

/** Shapes of boxes that are tried: the one in which all of them together can be drawn largest is taken. */
const SHAPES = [0.5, 0.8, 1.2, 1.7, 2.4, 3.4];

/**
 * Where everything is drawn: a box a cluster, in it a column a kind from left to right. What does not fit into one column goes on beside it, row by
 * row, so that objects which are linked stand at about the same height. The same arrangement always makes the same picture; with the picture from
 * before, of the same clusters, boxes and columns keep their places and grow only where they must.
 */
export function layout(map: EstateMap, arrangement: Arrangement, aspect = WIDE, before?: Picture): Picture {
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  const parts = partsOf(map, arrangement, byId);
  const kept = before && parts.length === before.boxes.length && parts.every(({ id }, n) => before.boxes[n]!.id === id);
  const { boxes, lines } = kept
    ? {
        boxes: parts.map(({ id, name, columns }, n) =>
          boxed(id, name, columns, before.boxes[n]!.rows, before.boxes[n]),
        ),
        lines: before.boxes.map(({ line }) => line),
      }
    : largest(parts, aspect);
  const { width, height } = sized(boxes, lines, moved);
  boxes.forEach((box, n) => (box.line = lines[n]!));
  return { boxes, places: placesOf(boxes, byId), width, height };
}

interface Part {
  id: string;
  name: string;
  columns: Sized[];
}

function partsOf({ clusters }: EstateMap, arrangement: Arrangement, byId: ReadonlyMap<string, MapNode>): Part[] {
  const names = new Map(clusters.map(({ id, name }) => [id, name]));
  return [...arrangement].map(([id, rows]) => ({
    id,
    name: names.get(id) ?? (id === 'none' ? 'In no cluster' : 'A cluster'),
    columns: rows.map((row) => {
      const grouped = row.slots.some((slot) => slot !== null && byId.get(slot)?.group);
      return { ...row, cell: grouped ? GROUP : CELL };
    }),
  }));
}

function largest(parts: readonly Part[], aspect: number): { boxes: Box[]; lines: number[] } {
  const tried = SHAPES.map((shape) => {
    const boxes = parts.map(({ id, name, columns }) => boxed(id, name, columns, rowsOf(columns, shape)));
    const shelves = shelvesOf(boxes, aspect);
    return { boxes, lines: shelves.lines, takes: taken(shelves, aspect) };
  });
  return tried.reduce((best, one) => (one.takes < best.takes ? one : best));
}

function moved(box: Box, x: number, y: number): void {
  [box.x, box.y] = [x, y];
  for (const column of box.columns) [column.x, column.y] = [column.x + x, column.y + y];
}

function placesOf(boxes: readonly Box[], byId: ReadonlyMap<string, MapNode>): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { columns } of boxes)
    for (const { x, y, across, cell, slots } of columns)
      slots.forEach((slot, n) => {
        const node = slot === null ? undefined : byId.get(slot);
        if (!node) return;
        const at = { x: x + (n % across) * cell.width, y: y + Math.floor(n / across) * cell.height };
        places.set(node.id, { node, ...cell, ...at });
      });
  return places;
}
