/**
 * What pages weigh, compressed as the server sends them: the first page as a whole, then what each further page adds.
 *   tsx web/dev/weigh.ts --url http://127.0.0.1:3100
 */
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { launch } from './browser.ts';

const { values: options } = parseArgs({ options: { url: { type: 'string', default: 'http://127.0.0.1:3100' } } });
const base = options.url;

const idOf = async (kind: string): Promise<string> => {
  const { items } = (await (await fetch(`${base}/api/v1/${kind}?limit=1`)).json()) as { items: { id: string }[] };
  return items[0]?.id ?? 'none';
};

const FIRST = ['/', '/instances', '/login'];
const FURTHER: readonly [from: string, to: string, open?: string][] = [
  ['/', '/instances'],
  ['/instances', '/'],
  ['/instances', `/instances/${await idOf('instances')}`],
  ['/', `/instances/${await idOf('instances')}`],
  ['/', '/sources/new', 'radio'],
  ['/', `/sources/${await idOf('sources')}`],
  ['/', `/clusters/${await idOf('clusters')}`],
  ['/', '/clusters/new'],
  ['/', '/users', 'Add a user'],
  ['/', '/sessions'],
  ['/', '/maintenance-events'],
];

const browser = await launch();
async function weigh(from: string, to?: string, open?: string): Promise<{ bytes: number; files: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  let seen = new Map<string, number>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/') || response.status() !== 200) return;
    void response.body().then(
      (body) => seen.set(pathname, gzipSync(body).length),
      () => undefined,
    );
  });
  await page.goto(base + from);
  await page.waitForSelector('main h1, main h2');
  await page.waitForTimeout(700);
  if (to) {
    seen = new Map();
    // A link of the app itself: the page must not be loaded anew.
    await page.evaluate((path) => {
      history.pushState({}, '', path);
      dispatchEvent(new PopStateEvent('popstate', { state: {} }));
    }, to);
    await page.waitForTimeout(900);
    if (open === 'radio') await page.getByRole('radio').first().click();
    else if (open) await page.getByRole('button', { name: open }).click();
    if (open) await page.waitForTimeout(700);
  }
  await context.close();
  return { bytes: [...seen.values()].reduce((sum, one) => sum + one, 0), files: seen.size };
}

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
for (const path of FIRST) {
  const { bytes, files } = await weigh(path);
  process.stdout.write(`${kB(bytes)}  ${String(files).padStart(2)} files  first ${path}\n`);
}
for (const [from, to, open] of FURTHER) {
  const { bytes, files } = await weigh(from, to, open);
  process.stdout.write(
    `${kB(bytes)}  ${String(files).padStart(2)} files  ${from} → ${to.replace(/[0-9a-f-]{36}/, ':id')}${open ? ` + ${open}` : ''}\n`,
  );
}
await browser.close();
