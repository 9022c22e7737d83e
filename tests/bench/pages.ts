import type { Browser, Page } from 'playwright-core';
import { OFFSET_LIMIT } from '../../contract/api/list.ts';
import { type Figure, figure, median } from './figure.ts';

/** Whose pages: where the panel is, and the session cookie as `name=value`. */
export interface Reader {
  url: string;
  cookie: string;
}

const TIMES = 9;

/** A page with a cache of its own. */
export async function newPage(browser: Browser, { url, cookie }: Reader): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const [name = '', value = ''] = cookie.split('=', 2);
  if (name) await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  // The compiler names functions by a helper that the page does not know.
  await page.addInitScript('globalThis.__name = (one) => one');
  return page;
}

const ROWS = '.sy-title-cell';

/** How long a reader waits for pages: from nothing, from another page, and far down a list. Medians, in the browser's own clock. */
export async function* pageTimes(browser: Browser, reader: Reader, size: number): AsyncIterable<Figure> {
  const cold: number[] = [];
  for (let time = 0; time < TIMES; time += 1) cold.push(await coldList(browser, reader));
  yield figure('first list on a cold cache, rows there', median(cold), 'ms', { most: 1000 });

  const page = await newPage(browser, reader);
  await page.goto('/instances');
  await page.waitForSelector(ROWS);
  const step = Math.floor(Math.min(size, OFFSET_LIMIT) / (TIMES + 1));
  const [routes, lists, far]: [number[], number[], number[]] = [[], [], []];
  // The first round fetches the pages' code.
  for (let time = 0; time < TIMES + 1; time += 1) {
    const route = await followed(page, 'Overview', '.sy-overview');
    await page.waitForTimeout(300);
    const list = await followed(page, 'Record sets', `.sy-grid[aria-label="Record sets"] ${ROWS}`);
    await page.waitForTimeout(300);
    const down = await scrolled(page, step * (time + 1) - 1);
    await page.waitForTimeout(300);
    if (time === 0) continue;
    routes.push(route);
    lists.push(list);
    far.push(down);
  }
  const beyond: number[] = [];
  for (let row = OFFSET_LIMIT + 50; row < Math.min(size, OFFSET_LIMIT + 1000); row += 100)
    beyond.push(await scrolled(page, row));
  await page.context().close();
  yield figure('change of route to the overview, drawn', median(routes), 'ms', { most: 100 });
  yield figure(`change of route to a list of ${size}, rows drawn`, median(lists), 'ms', { most: 150 });
  yield figure(`${step} rows further down, rows drawn`, median(far), 'ms', { most: 150 });
  if (beyond.length)
    yield figure(`100 rows further down beyond ${OFFSET_LIMIT}, rows drawn`, median(beyond), 'ms', { most: 150 });
}

/** From the start of the navigation to the first row. */
async function coldList(browser: Browser, reader: Reader): Promise<number> {
  const page = await newPage(browser, reader);
  await page.addInitScript((rows) => {
    const look = () => {
      if (document.querySelector(rows)) (globalThis as { seen?: number }).seen = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, ROWS);
  await page.goto('/instances');
  await page.waitForFunction(() => (globalThis as { seen?: number }).seen);
  const seen = await page.evaluate(() => (globalThis as { seen?: number }).seen ?? 0);
  await page.context().close();
  return seen;
}

/** From a click on an entry of the menu to the frame after what was waited for. */
const followed = (page: Page, entry: string, until: string): Promise<number> =>
  page.evaluate(
    ([label, selector]) =>
      new Promise<number>((resolve) => {
        const link = [...document.querySelectorAll<HTMLElement>('.sy-menu-link')].find((one) =>
          one.textContent?.startsWith(label!),
        );
        const start = performance.now();
        link!.click();
        const look = () => {
          if (!document.querySelector(selector!)) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(performance.now() - start));
        };
        requestAnimationFrame(look);
      }),
    [entry, until] as const,
  );

/** From the scroll to that row of the open list to the frame after its name. */
const scrolled = (page: Page, row: number): Promise<number> =>
  page.evaluate(
    ([index, rows]) =>
      new Promise<number>((resolve) => {
        const grid = document.querySelector<HTMLElement>('.sy-grid')!;
        const height = document.querySelector<HTMLElement>('.sy-grid-body .sy-row')!.offsetHeight;
        const start = performance.now();
        grid.scrollTop = (index - 5) * height;
        const look = () => {
          if (!document.querySelector(`#sy-row-${index} ${rows}`)) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(performance.now() - start));
        };
        requestAnimationFrame(look);
      }),
    [row, ROWS] as const,
  );
