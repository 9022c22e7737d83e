import { describe, expect, it } from 'vitest';
import {
  bounded,
  centred,
  fitted,
  MOST_ZOOM,
  NOT_COVERED,
  panned,
  seen,
  shows,
  toPicture,
  toWindow,
  zoomed,
} from './camera.ts';

const picture = { width: 4000, height: 2000 };
const window = { width: 1000, height: 700 };

describe('the camera', () => {
  it('has everything in sight at first, and blows nothing up', () => {
    const camera = fitted(picture, window);
    expect(seen({ x: 0, y: 0, ...picture }, camera, window, NOT_COVERED, 0)).toBe(true);
    expect(fitted({ width: 100, height: 50 }, window).zoom).toBeLessThan(2);
  });

  it('translates there and back', () => {
    const camera = { x: 300, y: 200, zoom: 0.7 };
    const there = toPicture(camera, window, { x: 120, y: 340 });
    expect(toWindow(camera, window, there).x).toBeCloseTo(120);
    expect(toWindow(camera, window, there).y).toBeCloseTo(340);
  });

  it('zooms about the pointer: what is under it stays under it', () => {
    const camera = { x: 2000, y: 1000, zoom: 0.5 };
    const at = { x: 700, y: 200 };
    const next = zoomed(camera, picture, window, 1.5, at);
    expect(next.zoom).toBeCloseTo(0.75);
    expect(toPicture(next, window, at).x).toBeCloseTo(toPicture(camera, window, at).x);
    expect(toPicture(next, window, at).y).toBeCloseTo(toPicture(camera, window, at).y);
  });

  it('keeps within what is of use', () => {
    expect(bounded(99, picture, window)).toBe(MOST_ZOOM);
    expect(bounded(0.0001, picture, window)).toBe(fitted(picture, window).zoom / 2);
    expect(panned({ x: 10, y: 10, zoom: 1 }, picture, 500, -5000)).toEqual({ x: 0, y: 2000, zoom: 1 });
  });

  it('shows an object beside what lies over the picture', () => {
    const place = { x: 1000, y: 500, width: 100, height: 20 };
    const covered = { right: 300, bottom: 0 };
    const camera = centred(place, 1, covered);
    expect(toWindow(camera, window, { x: 1050, y: 510 })).toEqual({ x: 350, y: 350 });
    expect(seen(place, camera, window, covered)).toBe(true);
    expect(seen(place, { ...camera, x: camera.x - 400 }, window, covered)).toBe(false);
  });

  it('knows a view that was meant for another picture', () => {
    expect(shows({ x: 10, y: 10, zoom: 1 }, picture)).toBe(true);
    expect(shows({ x: 9000, y: 10, zoom: 1 }, picture)).toBe(false);
  });
});
