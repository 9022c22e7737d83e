import type { Picture } from './picture.ts';

/** What of the picture is seen: the point in the middle of the window, and how large. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

export const MOST_ZOOM = 3;
/** A small estate is not blown up. */
const FIT_ZOOM = 1.25;
const MARGIN = 24;

const fitZoom = (picture: Size, window: Size) =>
  Math.min(
    FIT_ZOOM,
    Math.max(0.01, window.width - 2 * MARGIN) / Math.max(1, picture.width),
    Math.max(0.01, window.height - 2 * MARGIN) / Math.max(1, picture.height),
  );

export const fitted = (picture: Size, window: Size): Camera => ({
  x: picture.width / 2,
  y: picture.height / 2,
  zoom: fitZoom(picture, window),
});

/** From half of what shows everything up to three times life. */
export const bounded = (zoom: number, picture: Size, window: Size): number =>
  Math.min(MOST_ZOOM, Math.max(fitZoom(picture, window) / 2, zoom));

export const toPicture = (camera: Camera, window: Size, { x, y }: Point): Point => ({
  x: camera.x + (x - window.width / 2) / camera.zoom,
  y: camera.y + (y - window.height / 2) / camera.zoom,
});

export const toWindow = (camera: Camera, window: Size, { x, y }: Point): Point => ({
  x: (x - camera.x) * camera.zoom + window.width / 2,
  y: (y - camera.y) * camera.zoom + window.height / 2,
});

/** By so many pixels of the window. Some of the picture always stays in sight. */
export function panned(camera: Camera, picture: Size, dx: number, dy: number): Camera {
  const within = (at: number, most: number) => Math.min(most, Math.max(0, at));
  return {
    ...camera,
    x: within(camera.x - dx / camera.zoom, picture.width),
    y: within(camera.y - dy / camera.zoom, picture.height),
  };
}

/** Larger or smaller by a factor; what is under the point stays under it. */
export function zoomed(camera: Camera, picture: Size, window: Size, factor: number, at: Point): Camera {
  const zoom = bounded(camera.zoom * factor, picture, window);
  const under = toPicture(camera, window, at);
  const next = { x: under.x - (at.x - window.width / 2) / zoom, y: under.y - (at.y - window.height / 2) / zoom, zoom };
  return panned(next, picture, 0, 0);
}

/** What something else lies over, in pixels from the right and from below. */
export interface Covered {
  right: number;
  bottom: number;
}
export const NOT_COVERED: Covered = { right: 0, bottom: 0 };

/** With the place in the middle of what is not covered. */
export const centred = ({ x, y, width, height }: Point & Size, zoom: number, { right, bottom }: Covered): Camera => ({
  x: x + width / 2 + right / 2 / zoom,
  y: y + height / 2 + bottom / 2 / zoom,
  zoom,
});

/** Whether a place is seen, with some room around it. */
export function seen(
  { x, y, width, height }: Point & Size,
  camera: Camera,
  window: Size,
  covered: Covered,
  room = 30,
): boolean {
  const [from, to] = [toWindow(camera, window, { x, y }), toWindow(camera, window, { x: x + width, y: y + height })];
  return (
    from.x >= room &&
    from.y >= room &&
    to.x <= window.width - covered.right - room &&
    to.y <= window.height - covered.bottom - room
  );
}

/** A view of another time or another screen may show nothing of this picture. */
export const shows = (camera: Camera, { width, height }: Pick<Picture, 'width' | 'height'>): boolean =>
  camera.zoom > 0 && camera.x >= 0 && camera.x <= width && camera.y >= 0 && camera.y <= height;
