import type { Camera, Point, Size } from '../camera.ts';
import { CELL, type Picture, type Place } from '../picture.ts';
import type { Web } from '../web.ts';
import { toWindow } from '../camera.ts';
import type { Palette } from './palette.ts';

/** How much is drawn of an object: a line of its cluster's card · its mark · its mark and name. */
export type Detail = 'cards' | 'marks' | 'names';

/** A row has to be this high on the screen for its marks, and for its names. */
const MARKS_FROM = 4.2;
const NAMES_FROM = 16;

export const detailAt = (zoom: number, row: number): Detail =>
  row * zoom < MARKS_FROM ? 'cards' : row * zoom < NAMES_FROM ? 'marks' : 'names';

/** Objects beside groups, which can be read from farther away, are marks at least. */
export const objectDetailAt = (zoom: number): Exclude<Detail, 'cards'> =>
  detailAt(zoom, CELL.height) === 'names' ? 'names' : 'marks';

/** The zoom from which on the name in a place can be read. */
export const readable = ({ height }: Pick<Place, 'height'>): number => (NAMES_FROM + 4) / height;

/** What is lit: all else is dimmed. */
export interface Lit {
  ids: ReadonlySet<string>;
  /** What the lines between lit objects are drawn for. */
  because: 'near' | 'impact' | 'filter';
  /** Depth of what would be hit. */
  depths?: ReadonlyMap<string, number>;
  /** What trouble travels along, from what fails first. */
  ways?: readonly { from: string; to: string }[];
}

export interface View {
  picture: Picture;
  web: Web;
  camera: Camera;
  window: Size;
  colours: Palette;
  lit: Lit | null;
  selected: string | null;
  hovered: string | null;
  /** The map has the keyboard. */
  focused: boolean;
}

export const at = ({ camera, window }: View, point: Point): Point => toWindow(camera, window, point);

/** Whether any of a rectangle of the picture is in the window. */
export function inSight({ camera, window }: View, { x, y, width, height }: Point & Size): boolean {
  const [halfWidth, halfHeight] = [window.width / 2 / camera.zoom, window.height / 2 / camera.zoom];
  return (
    x < camera.x + halfWidth &&
    x + width > camera.x - halfWidth &&
    y < camera.y + halfHeight &&
    y + height > camera.y - halfHeight
  );
}

export const isLit = ({ lit }: View, id: string): boolean => lit === null || lit.ids.has(id);
