import type { Picture, Place } from './picture.ts';
import type { Web } from './web.ts';

export type Way = 'left' | 'right' | 'up' | 'down';

interface Step {
  id: string;
  linked: boolean;
}

/**
 * The next object when walking by arrow keys. Left and right follow links, to the one at the nearest height; up and down go through the objects of the
 * same column. Where that leads nowhere, it is the nearest object that way, so that everything can be walked to.
 */
export function walk(picture: Picture, { near }: Web, from: string, way: Way): Step | null {
  const here = picture.places.get(from);
  if (!here) return null;
  if (way === 'up' || way === 'down') {
    const id = inColumn(picture, from, way) ?? nearest(picture, here, way, picture.places.keys());
    return id === undefined ? null : { id, linked: false };
  }
  const linked = nearest(picture, here, way, near.get(from)?.keys() ?? []);
  if (linked !== undefined) return { id: linked, linked: true };
  const next = nearest(picture, here, way, picture.places.keys());
  return next === undefined ? null : { id: next, linked: false };
}

/** Right below or above; places of what has gone are passed over. */
function inColumn({ boxes, places }: Picture, from: string, way: 'up' | 'down'): string | undefined {
  const column = boxes.flatMap(({ columns }) => columns).find(({ slots }) => slots.includes(from));
  if (!column) return undefined;
  const { slots, across } = column;
  const step = way === 'down' ? across : -across;
  for (let slot = slots.indexOf(from) + step; slot >= 0 && slot < slots.length; slot += step) {
    const id = slots[slot];
    if (id && places.has(id)) return id;
  }
  return undefined;
}

const BEYOND: Record<Way, (one: Place, here: Place) => boolean> = {
  left: (one, here) => one.x < here.x,
  right: (one, here) => one.x > here.x,
  up: (one, here) => one.y + one.height <= here.y,
  down: (one, here) => one.y >= here.y + here.height,
};

/** Of these what is nearest that way. Leaving the line counts double. */
function nearest({ places }: Picture, here: Place, way: Way, ids: Iterable<string>): string | undefined {
  const [sideways, upright] = way === 'left' || way === 'right' ? [1, 2] : [2, 1];
  const distance = (one: Place) => sideways * Math.abs(one.x - here.x) + upright * Math.abs(middle(one) - middle(here));
  let best: Place | undefined;
  for (const id of ids) {
    const place = places.get(id);
    if (place && BEYOND[way](place, here) && (!best || distance(place) < distance(best))) best = place;
  }
  return best?.node.id;
}

const middle = ({ y, height }: Place) => y + height / 2;

/** Where walking begins: the first object of the first cluster. */
export const firstOf = ({ boxes }: Picture): string | null =>
  boxes[0]?.columns[0]?.slots.find((id): id is string => id !== null) ?? null;
