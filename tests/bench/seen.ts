import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { pullScript } from '../../sync/engine/scripted-system.ts';
import type { BenchDatabase } from './database.ts';
import { pages } from './estate.ts';
import { type Figure, figure, median, percentile } from './figure.ts';
import { newPage, type Reader } from './pages.ts';

const CHANGES = 40;
/** The row that is looked at; it is in the region of scope eu-bench-0. */
const ROW = 'web-0';
const SCOPE = 'eu-bench-0';

/**
 * A list is open; pulls of one region merge a change to a row of it by the real engine. From the commit, as another listener of PostgreSQL hears of it, to
 * the DOM of the page, by the clock that both processes share.
 */
export async function* changesSeen(
  database: BenchDatabase,
  browser: Browser,
  reader: Reader,
  size: number,
): AsyncIterable<Figure> {
  const listener = new pg.Client({ connectionString: database.workerUrl });
  await listener.connect();
  await listener.query('LISTEN changes');
  const page = await newPage(browser, reader);
  await page.goto(`/instances?q=${ROW}`);
  await page.waitForSelector('.sy-grid-body .sy-row .sy-title-cell');
  const seen: number[] = [];
  for (let version = 1; version <= CHANGES; version += 1) {
    let committed = 0;
    const heard = (note: pg.Notification) => {
      if (!note.payload!.startsWith('panel:')) committed ||= Date.now();
    };
    listener.on('notification', heard);
    // The type of hardware changes with every version, and is a column of the list.
    const waiting = page.evaluate(
      (type) =>
        new Promise<number>((resolve) => {
          const row = document.querySelector('.sy-grid-body')!;
          const look = () => {
            if (!row.textContent!.includes(type)) return;
            observer.disconnect();
            resolve(Date.now());
          };
          const observer = new MutationObserver(look);
          observer.observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
          look();
        }),
      version % 2 ? 't3.medium' : 't3.small',
    );
    const listed = [...pages('instances', size, (n) => (n === 0 ? version : 0))].filter(
      (item) => item.type === 'account' || ('scope' in item && item.scope === SCOPE),
    );
    const result = await pullScript(database.worker, database.source, listed);
    if (result.state !== 'complete') throw new Error(`the pull ended ${result.state}: ${result.error}`);
    seen.push((await waiting) - committed);
    listener.off('notification', heard);
    await sleep(200 + ((version * 37) % 400));
  }
  await page.context().close();
  await listener.end();
  yield figure('change → DOM, from the commit: median', median(seen), 'ms');
  yield figure('change → DOM, from the commit: 95th percentile', percentile(seen, 0.95), 'ms', { most: 300 });
}
