import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { type Figure, figure } from './figure.ts';
import { newPage, type Reader } from './pages.ts';

/** Pages by themselves, on a cold cache: all their files together. */
const FIRST = ['/', '/instances', '/login'];
/** What a page adds to the one before, and what has to be done there for all of it to come. */
const FURTHER: readonly [from: string, to: string, open?: string][] = [
  ['/', '/instances'],
  ['/instances', '/'],
  ['/', '/map'],
  ['/instances', '/instances/:instance'],
  ['/', '/sources/new', 'radio'],
  ['/', '/sources/:source'],
  ['/', '/clusters/:cluster'],
  ['/', '/users', 'Add a user'],
  ['/', '/sessions'],
  ['/', '/plans'],
  ['/', '/plans/new?action=dns.flip'],
];

/** Kilobytes (1,000 bytes) of everything but the API's answers, each compressed by gzip as a server would. */
export async function* weights(browser: Browser, reader: Reader, ids: Record<string, string>): AsyncIterable<Figure> {
  for (const path of FIRST)
    yield figure(`first page ${path}`, await weigh(browser, reader, path), 'kB gz', { most: 240 });
  for (const [from, to, open] of FURTHER) {
    const path = to.replace(/:(\w+)/, (_, name: string) => ids[name]!);
    yield figure(`from ${from} to ${to}`, await weigh(browser, reader, from, path, open), 'kB gz', { most: 60 });
  }
}

async function weigh(browser: Browser, reader: Reader, from: string, to?: string, open?: string): Promise<number> {
  const page = await newPage(browser, from === '/login' ? { ...reader, cookie: '' } : reader);
  let seen = new Map<string, number>();
  const reading: Promise<unknown>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/') || response.status() !== 200) return;
    const into = seen;
    reading.push(
      response.body().then(
        (body) => into.set(pathname, gzipSync(body).length),
        () => undefined,
      ),
    );
  });
  await page.goto(from);
  await page.waitForSelector('main h1, main h2');
  await page.waitForTimeout(700);
  if (to) {
    seen = new Map();
    // As a link of the app itself does: the page must not be loaded anew.
    await page.evaluate((path) => {
      history.pushState({}, '', path);
      dispatchEvent(new PopStateEvent('popstate', { state: {} }));
    }, to);
    await page.waitForTimeout(900);
    if (open === 'radio') await page.getByRole('radio').first().click();
    else if (open) await page.getByRole('button', { name: open }).click();
    if (open) await page.waitForTimeout(700);
  }
  await Promise.all(reading);
  await page.context().close();
  return [...seen.values()].reduce((sum, one) => sum + one, 0) / 1000;
}
