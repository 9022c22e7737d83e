import {
  bounded,
  centred,
  fitted,
  panned,
  seen,
  toPicture,
  zoomed,
  type Camera,
  type Covered,
  type Point,
  type Size,
} from './camera.ts';
import { draw, rowHeight } from './draw/draw.ts';
import { onTheme, palette, type Palette } from './draw/palette.ts';
import { detailAt, readable, type Lit } from './draw/view.ts';
import { listen } from './gestures.ts';
import { hit, type Hit } from './hit.ts';
import type { Picture } from './picture.ts';
import type { Tally } from './tally.ts';
import type { Web } from './web.ts';

/** What is drawn, as the page has it. */
export interface Shown {
  picture: Picture;
  web: Web;
  tallies: ReadonlyMap<string, Tally>;
  lit: Lit | null;
  selected: string | null;
  focused: boolean;
}

export interface Listeners {
  select(id: string | null): void;
  open(id: string): void;
  /** The camera has come to rest. */
  rest(camera: Camera): void;
}

/** After the last movement, before the address bar is told. */
const REST = 250;
const STEP = 1.3;

/** Owns the canvas: camera, hovering, and one frame for whatever has changed since the last. React is not asked while something moves. */
export class Scene {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #listeners: Listeners;
  readonly #ends: (() => void)[];
  #shown: Shown | null = null;
  #camera: Camera | null;
  #window: Size = { width: 0, height: 0 };
  #colours: Palette = palette();
  #hovered: string | null = null;
  #frame = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(canvas: HTMLCanvasElement, camera: Camera | null, listeners: Listeners) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false })!;
    this.#camera = camera;
    this.#listeners = listeners;
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(canvas.parentElement!);
    this.#ends = [
      () => resized.disconnect(),
      onTheme(() => {
        this.#colours = palette();
        this.#ask();
      }),
      listen(canvas, {
        pan: (dx, dy) => this.pan(dx, dy),
        zoom: (factor, at) => this.#zoom(factor, at),
        hover: (at) => this.#hover(at),
        press: (at) => this.#press(at),
        open: (at) => this.#open(at),
        moving: (now) => canvas.classList.toggle('sy-map-moving', now),
      }),
    ];
    this.#resize();
  }

  end(): void {
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#resting);
  }

  show(shown: Shown): void {
    this.#shown = shown;
    if (this.#hovered !== null && !shown.picture.places.has(this.#hovered)) this.#hovered = null;
    this.#ask();
  }

  /** Everything in sight. */
  fit(): void {
    if (!this.#shown) return;
    this.#look(fitted(this.#shown.picture, this.#window));
  }

  zoomBy(steps: number): void {
    this.#zoom(STEP ** steps, { x: this.#window.width / 2, y: this.#window.height / 2 });
  }

  pan(dx: number, dy: number): void {
    if (this.#shown && this.#camera) this.#look(panned(this.#camera, this.#shown.picture, dx, dy));
  }

  /** Brings an object into sight, nearer only if it stands in a card. One that is in sight moves nothing. */
  reveal(id: string, covered: Covered): void {
    const place = this.#shown?.picture.places.get(id);
    if (!place || !this.#shown) return;
    const camera = this.#camera ?? fitted(this.#shown.picture, this.#window);
    const hidden = detailAt(camera.zoom, place.height) === 'cards';
    if (!hidden && seen(place, camera, this.#window, covered)) return;
    const zoom = bounded(hidden ? readable(place) : camera.zoom, this.#shown.picture, this.#window);
    this.#look(centred(place, zoom, covered));
  }

  /** Whether there is a window to draw in yet. */
  get ready(): boolean {
    return this.#window.width > 0;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas.parentElement!;
    const scale = devicePixelRatio || 1;
    this.#window = { width, height };
    [this.#canvas.width, this.#canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    this.#ask();
  }

  #look(camera: Camera): void {
    this.#camera = camera;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#camera && this.#listeners.rest(this.#camera), REST);
    this.#ask();
  }

  #zoom(factor: number, at: Point): void {
    if (this.#shown && this.#camera) this.#look(zoomed(this.#camera, this.#shown.picture, this.#window, factor, at));
  }

  #at(point: Point): Hit | null {
    if (!this.#shown || !this.#camera) return null;
    return hit(this.#shown.picture, toPicture(this.#camera, this.#window, point));
  }

  #far(): boolean {
    return !this.#shown || !this.#camera || detailAt(this.#camera.zoom, rowHeight(this.#shown)) === 'cards';
  }

  #hover(point: Point | null): void {
    const found = point && !this.#far() ? this.#at(point) : null;
    const id = found?.id ?? null;
    this.#canvas.classList.toggle('sy-map-over', id !== null);
    if (id === this.#hovered) return;
    this.#hovered = id;
    this.#ask();
  }

  /** From far away a cluster is gone nearer to; near, an object is selected. */
  #press(point: Point): void {
    const found = this.#at(point);
    if (found && this.#far() && this.#shown) {
      const { box } = found;
      const zoom = fitted(box, this.#window).zoom;
      this.#look({
        x: box.x + box.width / 2,
        y: box.y + box.height / 2,
        zoom: Math.max(zoom, this.#camera!.zoom * STEP),
      });
      return;
    }
    this.#listeners.select(found?.id ?? null);
  }

  #open(point: Point): void {
    const id = this.#far() ? null : this.#at(point)?.id;
    if (id) this.#listeners.open(id);
  }

  #say(name: string, value: string): void {
    if (this.#canvas.dataset[name] !== value) this.#canvas.dataset[name] = value;
  }

  #ask(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    if (!this.#shown || this.#window.width === 0) return;
    this.#camera ??= fitted(this.#shown.picture, this.#window);
    const { picture, web, lit, selected, focused, tallies } = this.#shown;
    const scale = devicePixelRatio || 1;
    this.#context.setTransform(scale, 0, 0, scale, 0, 0);
    const near = this.#hovered ?? (lit ? null : selected);
    draw(
      this.#context,
      {
        picture,
        web,
        camera: this.#camera,
        window: this.#window,
        colours: this.#colours,
        lit: near === null ? lit : { ids: new Set([near, ...(web.near.get(near)?.keys() ?? [])]), because: 'near' },
        selected,
        hovered: this.#hovered,
        focused,
      },
      tallies,
    );
    // For those who wait for the picture: tests and benchmarks.
    this.#say('drawn', String(picture.places.size));
    this.#say('zoom', this.#camera.zoom.toFixed(3));
  }
}
