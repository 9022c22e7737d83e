import type { Picture, Place } from './layout.ts';
import type { Web } from './web.ts';

export type Way = 'left' | 'right' | 'up' | 'down';

const middle = ({ y, height }: Place) => y + height / 2;

/**
 * The next object when walking by arrow keys. Left and right follow links, to the one at the nearest height; up and down go through the objects of the
 * same column. Where there is no link that way, it is the nearest object that way, so that everything can be walked to.
 */
export function walk(
  { places, boxes }: Picture,
  { near }: Web,
  from: string,
  way: Way,
): { id: string; linked: boolean } | null {
  const here = places.get(from);
  if (!here) return null;
  const box = boxes.find(({ columns }) => columns.some(({ slots }) => slots.includes(from)));
  const column = box?.columns.find(({ slots }) => slots.includes(from));
  if (way === 'up' || way === 'down') {
    const step = way === 'up' ? -1 : 1;
    const ids = (column?.slots ?? []).filter((id): id is string => id !== null);
    const id = ids[ids.indexOf(from) + step];
    return id === undefined ? null : { id, linked: false };
  }
  const beyond = (place: Place) => (way === 'right' ? place.x > here.x : place.x < here.x);
  const nearest = (ids: Iterable<string>) => {
    let best: Place | undefined;
    for (const id of ids) {
      const place = places.get(id);
      if (!place || place === here || !beyond(place)) continue;
      if (!best || distance(place, here) < distance(best, here)) best = place;
    }
    return best?.node.id;
  };
  const linked = nearest(near.get(from)?.keys() ?? []);
  if (linked !== undefined) return { id: linked, linked: true };
  const next = nearest(places.keys());
  return next === undefined ? null : { id: next, linked: false };
}

const distance = (one: Place, other: Place) => Math.abs(one.x - other.x) + 2 * Math.abs(middle(one) - middle(other));

/** Where walking begins: the first object of the first cluster. */
export const firstOf = ({ boxes }: Picture): string | null =>
  boxes[0]?.columns[0]?.slots.find((id): id is string => id !== null) ?? null;
