/**
 * How fast pages are: cold list, list of 1,000 rows, change of route, and change → seen. Medians of `--times`.
 *   tsx web/dev/measure.ts --url http://127.0.0.1:3100
 */
import { parseArgs } from 'node:util';
import { launch } from './browser.ts';

const { values: options } = parseArgs({
  options: { url: { type: 'string', default: 'http://127.0.0.1:3100' }, times: { type: 'string', default: '5' } },
});
const base = options.url;
const times = Number(options.times);
const median = (numbers: number[]) =>
  Math.round(numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0);

// The compiler names functions by a helper that the page does not know.
const NAMES = 'globalThis.__name = (one) => one';

const browser = await launch();
const report = (name: string, numbers: number[], limit: number) =>
  process.stdout.write(
    `${String(median(numbers)).padStart(6)} ms  (≤ ${limit})  ${name}  [${numbers.map(Math.round).join(', ')}]\n`,
  );

const cold: number[] = [];
for (let time = 0; time < times; time += 1) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(NAMES);
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector('.sy-title-cell')) (globalThis as { seen?: number }).seen = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${base}/instances`);
  await page.waitForFunction(() => (globalThis as { seen?: number }).seen);
  cold.push(await page.evaluate(() => (globalThis as { seen?: number }).seen ?? 0));
  await context.close();
}
report('cold list, first row', cold, 1000);

const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
await page.addInitScript(NAMES);
await page.goto(`${base}/instances`);
await page.waitForSelector('.sy-title-cell');
const click = (name: string, until: string) =>
  page.evaluate(
    ([label, selector]) =>
      new Promise<number>((resolve) => {
        const link = [...document.querySelectorAll<HTMLElement>('.sy-menu-link')].find((one) =>
          one.textContent?.startsWith(label ?? ''),
        );
        const start = performance.now();
        link?.click();
        const look = () => {
          if (!document.querySelector(selector ?? '')) return void requestAnimationFrame(look);
          requestAnimationFrame(() => resolve(performance.now() - start));
          return undefined;
        };
        requestAnimationFrame(look);
      }),
    [name, until],
  );
const [routes, lists]: [number[], number[]] = [[], []];
for (let time = 0; time < times + 1; time += 1) {
  const there = await click('Overview', '.sy-overview');
  await page.waitForTimeout(300);
  const back = await click('Record sets', '.sy-grid[aria-label="Record sets"] .sy-title-cell');
  await page.waitForTimeout(300);
  // The first round fetches the pages' code.
  if (time > 0) {
    routes.push(there);
    lists.push(back);
  }
}
report('change of route to the overview, second frame', routes, 100);
report('change of route to a list, rows there', lists, 150);

const seen: number[] = [];
await page.goto(`${base}/record-sets?q=shop.shop.example`);
await page.waitForSelector('.sy-title-cell');
for (let time = 0; time < times; time += 1) {
  await page.waitForTimeout(400);
  const row = page.locator('.sy-grid-body .sy-row').first();
  const before = (await row.getAttribute('class')) ?? '';
  const waiting = page.evaluate(
    (old) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const now = document.querySelector('.sy-grid-body .sy-row')?.className ?? '';
          if (now !== old && now.includes('glow')) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    before,
  );
  const start = Date.now();
  await fetch(`${base}/dev/change?kind=record_sets&count=1`, { method: 'POST' });
  seen.push((await waiting) - start);
}
report('change → seen in the list', seen, 300);
await browser.close();
