import type { MapNode } from '../../../contract/api/map.ts';

/** In units of the picture: pixels at a zoom of 1. */
export const CELL = { width: 132, height: 27 };
export const GROUP = { width: 156, height: 48 };
export const HEAD = 54;
export const COLUMN_HEAD = 44;
export const PADDING = 22;
export const BETWEEN_COLUMNS = 44;
export const BETWEEN_BOXES = 50;

/** Width by height of what the picture is made for. */
export const WIDE = 1.7;
export const TALL = 0.6;

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An object or a group in its place. */
export interface Place extends Area {
  node: MapNode;
}

/** The objects of one kind in one cluster; `y` is below the name of the kind. */
export interface Column extends Area {
  kind: string;
  /** Objects side by side. */
  across: number;
  cell: { width: number; height: number };
  slots: readonly (string | null)[];
}

/** A cluster. */
export interface Box extends Area {
  id: string;
  name: string;
  columns: Column[];
  /** Objects one below the other, at most. */
  rows: number;
  /** The line of boxes that it stands in. */
  line: number;
}

export interface Picture {
  boxes: Box[];
  places: Map<string, Place>;
  width: number;
  height: number;
}

/** What a size takes of a window of this shape: the less, the larger it can be drawn. */
export const taken = ({ width, height }: Pick<Area, 'width' | 'height'>, aspect: number) =>
  Math.max(width, height * aspect);
