import type { EstateMap, MapNode } from '../../../contract/api/map.ts';
import type { Arrangement, Row } from './arrange.ts';

/** In units of the picture: pixels at a zoom of 1. */
export const CELL = { width: 132, height: 27 };
export const GROUP = { width: 156, height: 48 };
export const HEAD = 54;
export const COLUMN_HEAD = 34;
export const PADDING = 22;
export const BETWEEN_COLUMNS = 44;
const BETWEEN_BOXES = 50;
/** Width by height of what the picture is made for. */
export const WIDE = 1.7;
export const TALL = 0.6;
/** Shapes of boxes that are tried: the one in which all of them together can be drawn largest is taken. */
const SHAPES = [0.5, 0.8, 1.2, 1.7, 2.4, 3.4];
/** Fewer rows than this would make a strip of a handful of objects. */
const LEAST_ROWS = 5;
/** Room for a cluster's name. */
const LEAST_WIDTH = 280;

/** An object or a group in its place: the left upper corner of its cell. */
export interface Place {
  node: MapNode;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The objects of one kind in one cluster. */
export interface Column {
  kind: string;
  x: number;
  /** Where its objects begin, below the name of the kind. */
  y: number;
  width: number;
  height: number;
  /** Objects side by side. */
  across: number;
  cell: { width: number; height: number };
  slots: readonly (string | null)[];
}

/** A cluster. */
export interface Box {
  id: string;
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  columns: Column[];
}

export interface Picture {
  boxes: Box[];
  places: Map<string, Place>;
  width: number;
  height: number;
}

type Sized = Row & { cell: { width: number; height: number } };

const rowsFor = ({ slots }: Row, rows: number) => Math.ceil(slots.length / Math.ceil(slots.length / rows));
const across = ({ slots }: Row, rows: number) => Math.ceil(slots.length / rows);

function sizeOf(columns: readonly Sized[], rows: number) {
  const width = columns.reduce((sum, one) => sum + across(one, rows) * one.cell.width, 0);
  const height = Math.max(...columns.map((one) => rowsFor(one, rows) * one.cell.height));
  return {
    width: Math.max(LEAST_WIDTH, width + (columns.length - 1) * BETWEEN_COLUMNS + 2 * PADDING),
    height: height + HEAD + COLUMN_HEAD + PADDING,
    inner: height,
  };
}

/** What a size takes of a window of this shape: the less, the larger it can be drawn. */
const taken = ({ width, height }: { width: number; height: number }, aspect: number) =>
  Math.max(width, height * aspect);

/** As many rows as make the box smallest in a window of this shape; of several the fewest. */
function rowsOf(columns: readonly Sized[], shape: number): number {
  const most = Math.max(LEAST_ROWS, ...columns.map(({ slots }) => slots.length));
  let [best, least] = [LEAST_ROWS, Infinity];
  for (let rows = LEAST_ROWS; rows <= most; rows += 1) {
    const here = taken(sizeOf(columns, rows), shape);
    if (here < least) [best, least] = [rows, here];
  }
  return best;
}

/**
 * Where everything is drawn: a box a cluster, in it a column a kind from left to right. What does not fit into one column goes on beside it, row by
 * row, so that objects which are linked stand at about the same height. The same arrangement always makes the same picture.
 */
export function layout({ clusters, nodes }: EstateMap, arrangement: Arrangement, aspect = WIDE): Picture {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const names = new Map(clusters.map(({ id, name }) => [id, name]));
  const sized = [...arrangement].map(([id, rows]) => ({
    id,
    name: names.get(id) ?? (id === 'none' ? 'In no cluster' : 'A cluster'),
    columns: rows.map((row): Sized => {
      const grouped = row.slots.some((slot) => slot !== null && byId.get(slot)?.group);
      return { ...row, cell: grouped ? GROUP : CELL };
    }),
  }));
  const tried = SHAPES.map((shape) => {
    const boxes = sized.map(({ id, name, columns }) => boxed(id, name, columns, rowsOf(columns, shape)));
    return { boxes, shelves: shelvesOf(boxes, aspect) };
  });
  const { boxes, shelves } = tried.reduce((best, one) =>
    taken(one.shelves, aspect) < taken(best.shelves, aspect) ? one : best,
  );
  shelves.at.forEach(({ x, y }, n) => moved(boxes[n]!, x, y));
  return { boxes, places: placesOf(boxes, byId), width: shelves.width, height: shelves.height };
}

function placesOf(boxes: readonly Box[], byId: ReadonlyMap<string, MapNode>): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { columns } of boxes)
    for (const { x, y, across: many, cell, slots } of columns)
      slots.forEach((slot, n) => {
        const node = slot === null ? undefined : byId.get(slot);
        if (node)
          places.set(node.id, {
            node,
            ...cell,
            x: x + (n % many) * cell.width,
            y: y + Math.floor(n / many) * cell.height,
          });
      });
  return places;
}

function boxed(id: string, name: string, columns: readonly Sized[], rows: number): Box {
  const { width, height, inner } = sizeOf(columns, rows);
  let x = PADDING;
  const placed = columns.map((one): Column => {
    const many = across(one, rows);
    const own = Math.ceil(one.slots.length / many) * one.cell.height;
    const column = {
      kind: one.kind,
      x,
      // Few objects stand in the middle of what they belong to.
      y: HEAD + COLUMN_HEAD + (inner - own) / 2,
      width: many * one.cell.width,
      height: own,
      across: many,
      cell: one.cell,
      slots: one.slots,
    };
    x += column.width + BETWEEN_COLUMNS;
    return column;
  });
  return { id, name, x: 0, y: 0, width, height, columns: placed };
}

interface Shelves {
  width: number;
  height: number;
  /** Where each box goes. */
  at: { x: number; y: number }[];
}

/** Boxes from left to right in their order, in lines so long that they can be drawn largest. */
function shelvesOf(boxes: readonly Box[], aspect: number): Shelves {
  let best: Shelves | null = null;
  let wide = 0;
  for (const { width } of boxes) {
    wide += width;
    const shelves = shelved(boxes, Math.max(wide, ...boxes.map((box) => box.width)));
    if (!best || taken(shelves, aspect) < taken(best, aspect)) best = shelves;
    wide += BETWEEN_BOXES;
  }
  return best ?? { width: 0, height: 0, at: [] };
}

function shelved(boxes: readonly Box[], most: number): Shelves {
  const at: Shelves['at'] = [];
  let [x, y, line, width] = [0, 0, 0, 0];
  for (const box of boxes) {
    if (x > 0 && x + box.width > most) [x, y, line] = [0, y + line + BETWEEN_BOXES, 0];
    at.push({ x, y });
    line = Math.max(line, box.height);
    width = Math.max(width, x + box.width);
    x += box.width + BETWEEN_BOXES;
  }
  return { width, height: y + line, at };
}

function moved(box: Box, x: number, y: number): void {
  [box.x, box.y] = [x, y];
  for (const column of box.columns) [column.x, column.y] = [column.x + x, column.y + y];
}
