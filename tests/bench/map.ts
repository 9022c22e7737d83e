import type { Browser, Page } from 'playwright-core';
import { launch, signedIn } from '../../web/dev/browser.ts';
import { benchDatabase, pullEstate, settle } from './database.ts';
import { type Figure, figure, median, percentile, timed } from './figure.ts';
import { newPage, type Reader } from './pages.ts';
import { ADMIN_PASSWORD, type BenchPanel, startPanel } from './panel.ts';

/** As many of each of the two kinds of the estate as are drawn one by one. */
const DRAWN = 1000;
const TIMES = 7;

/** 60 Hz are 16.67 ms a frame; the times at which a browser begins them waver by a tenth. */
const FRAME = 16.9;

/** The picture of 2,000 objects in a real browser; then the grouped map of a large estate by HTTP. */
export async function* run(size = 100_000): AsyncIterable<Figure> {
  yield* onEstate(DRAWN, picture);
  yield* onEstate(size, groups);
}

async function* onEstate(
  size: number,
  measure: (panel: BenchPanel, clusters: string[], size: number) => AsyncIterable<Figure>,
): AsyncIterable<Figure> {
  const database = await benchDatabase();
  try {
    await pullEstate(database, size);
    await settle(database);
    const panel = await startPanel(database);
    try {
      yield* measure(panel, database.clusters, size);
    } finally {
      await panel.stop();
    }
  } finally {
    await database.drop();
  }
}

async function* groups(panel: BenchPanel, clusters: string[], size: number): AsyncIterable<Figure> {
  const half = await panel.viewerOf(clusters.slice(0, clusters.length / 2));
  for (const [who, token] of [
    ['admin', panel.admin],
    ['viewer of half', half],
  ] as const)
    for (const [what, query] of [
      ['groups', ''],
      ['groups then', `?at=${new Date().toISOString()}`],
    ] as const) {
      const times: number[] = [];
      for (let time = 0; time <= TIMES; time += 1) {
        const { ms, result } = await timed(async () => {
          const answer = await fetch(`${panel.url}/api/v1/map${query}`, {
            headers: { authorization: `Bearer ${token}` },
          });
          return { status: answer.status, body: (await answer.json()) as { grouped: boolean } };
        });
        if (result.status !== 200 || !result.body.grouped)
          throw new Error(`the map answered ${result.status}, in no groups`);
        // The first plans the statements.
        if (time > 0) times.push(ms);
      }
      yield figure(`${what} of ${2 * size} objects, as ${who}`, median(times), 'ms', { most: 300 });
    }
}

const ALL = `canvas[data-drawn="${2 * DRAWN}"]`;

async function* picture(panel: BenchPanel): AsyncIterable<Figure> {
  const browser = await launch();
  try {
    const reader = { url: panel.url, cookie: await signedIn(panel.url, 'admin', ADMIN_PASSWORD) };
    const cold: number[] = [];
    for (let time = 0; time < TIMES; time += 1) cold.push(await firstPaint(browser, reader));
    yield figure(`map of ${2 * DRAWN} objects on a cold cache, drawn`, median(cold), 'ms', { most: 1000 });
    const page = await newPage(browser, reader);
    for (const [detail, nearer] of [
      ['everything', 0],
      ['marks', 3],
      ['names', 8],
    ] as const) {
      await page.goto('/map');
      await page.waitForSelector(ALL);
      for (let step = 0; step < nearer; step += 1) await page.getByRole('button', { name: 'Nearer' }).click();
      await page.waitForTimeout(600);
      const frames = await framesWhile(page, () => drag(page));
      yield figure(`pan, ${detail} in sight: 95th percentile of frames`, percentile(frames, 0.95), 'ms', {
        most: FRAME,
      });
      yield figure(
        `pan, ${detail} in sight: frames a second`,
        1000 / (frames.reduce((a, b) => a + b) / frames.length),
        '/s',
      );
    }
    const zooming = await framesWhile(page, () => wheel(page));
    yield figure('zoom by wheel: 95th percentile of frames', percentile(zooming, 0.95), 'ms', { most: FRAME });
    await page.context().close();
  } finally {
    await browser.close();
  }
}

/** From the start of the navigation to the frame after everything was drawn, in the browser's own clock. */
async function firstPaint(browser: Browser, reader: Reader): Promise<number> {
  const page = await newPage(browser, reader);
  await page.addInitScript((all) => {
    const look = () => {
      if (!document.querySelector(all)) requestAnimationFrame(look);
      else requestAnimationFrame(() => ((globalThis as { seen?: number }).seen = performance.now()));
    };
    requestAnimationFrame(look);
  }, ALL);
  await page.goto('/map');
  await page.waitForFunction(() => (globalThis as { seen?: number }).seen);
  const seen = await page.evaluate(() => (globalThis as { seen?: number }).seen ?? 0);
  await page.context().close();
  return seen;
}

/** Milliseconds between the frames that the browser gave the page meanwhile. */
async function framesWhile(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const frames: number[] = [];
    (globalThis as { noted?: number[] }).noted = frames;
    const note = (at: number) => {
      frames.push(at);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await work();
  const at = await page.evaluate(() => (globalThis as { noted?: number[] }).noted ?? []);
  return at.slice(1).map((time, n) => time - at[n]!);
}

/** A real drag, to and fro for some three seconds. */
async function drag(page: Page): Promise<void> {
  const box = (await page.locator('canvas').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const start = performance.now();
  for (let step = 1; performance.now() - start < 3000; step += 1) {
    await page.mouse.move(x + Math.sin(step / 12) * 260, y + Math.sin(step / 19) * 180);
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function wheel(page: Page): Promise<void> {
  const box = (await page.locator('canvas').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const start = performance.now();
  for (let step = 0; performance.now() - start < 3000; step += 1) {
    await page.mouse.wheel(0, step % 40 < 20 ? 60 : -60);
    await page.waitForTimeout(16);
  }
}
