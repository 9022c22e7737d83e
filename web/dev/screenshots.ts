/**
 * Pictures of pages, and what axe and the console say of them.
 *   tsx web/dev/screenshots.ts --url http://127.0.0.1:3100 --out dist/pages [--only list,object] [--look 1440-light]
 *   [--user ana --password …]
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launch, LOOKS, open, signedIn } from './browser.ts';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3100' },
    out: { type: 'string', default: 'dist/pages' },
    only: { type: 'string' },
    look: { type: 'string' },
    user: { type: 'string' },
    password: { type: 'string' },
  },
});

interface Shot {
  name: string;
  path: (id: (kind: string, index?: number) => Promise<string>) => string | Promise<string>;
  act?: (page: Page) => Promise<void>;
}

async function inDialog(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.locator('dialog form').waitFor();
}

const toCharts = async (page: Page) => {
  await page.locator('#measured').evaluate((heading) => heading.scrollIntoView());
  await page.locator('.sy-card-body').last().waitFor();
};

const SHOTS: readonly Shot[] = [
  { name: 'sign-in', path: () => '/login' },
  { name: 'overview', path: () => '/' },
  { name: 'map', path: () => '/map' },
  { name: 'map-near', path: async (id) => `/map?node=instances:${await id('instances', 3)}` },
  { name: 'map-impact', path: async (id) => `/map?node=instances:${await id('instances', 3)}&impact=1` },
  { name: 'list', path: () => '/instances' },
  { name: 'records', path: () => '/record-sets?type=A' },
  {
    name: 'list-selection',
    path: () => '/record-sets',
    act: async (page) => {
      if ((page.viewportSize()?.width ?? 0) < 600) return;
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    },
  },
  {
    name: 'list-suggest',
    path: () => '/instances?state=running',
    act: async (page) => {
      await page.getByRole('combobox').fill('stat');
      await page.keyboard.press('ArrowDown');
    },
  },
  { name: 'list-none', path: () => '/instances?q=zzzz' },
  { name: 'object', path: async (id) => `/instances/${await id('instances', 2)}` },
  { name: 'record', path: async (id) => `/record-sets/${await id('record-sets', 0)}` },
  { name: 'hosts', path: () => '/hosts' },
  { name: 'machines', path: () => '/virtual-machines' },
  { name: 'pools', path: () => '/storage-pools' },
  { name: 'database-servers', path: () => '/database-servers' },
  { name: 'host', path: async (id) => `/hosts/${await id('hosts', 0)}` },
  { name: 'machine', path: async (id) => `/virtual-machines/${await id('virtual-machines', 1)}`, act: toCharts },
  {
    name: 'machine-day',
    path: async (id) => `/virtual-machines/${await id('virtual-machines', 1)}?span=day`,
    act: async (page) => {
      await toCharts(page);
      await page.locator('.sy-plot').nth(2).hover();
    },
  },
  {
    name: 'machine-figures',
    path: async (id) => `/virtual-machines/${await id('virtual-machines', 1)}`,
    act: async (page) => {
      await toCharts(page);
      await page.getByRole('button', { name: 'Figures' }).click();
    },
  },
  { name: 'host-silent', path: async (id) => `/hosts/${await id('hosts', 3)}`, act: toCharts },
  {
    name: 'database-server',
    path: async (id) => `/database-servers/${await id('database-servers', 0)}`,
    act: toCharts,
  },
  {
    name: 'charts-past',
    path: async (id) => `/hosts/${await id('hosts', 0)}?at=${new Date(Date.now() - 90 * 60_000).toISOString()}`,
    act: toCharts,
  },
  {
    name: 'impact',
    path: async (id) => `/instances/${await id('instances', 3)}?tab=impact`,
    act: async (page) => {
      await page.locator('.sy-impact').scrollIntoViewIfNeeded();
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'impact-big',
    path: async (id) => `/load-balancers/${await id('load-balancers', 0)}?tab=impact`,
    act: async (page) => {
      await page.locator('.sy-tabs').evaluate((tabs) => tabs.scrollIntoView());
      await page.waitForTimeout(600);
    },
  },
  {
    name: 'provenance',
    path: async (id) => `/instances/${await id('instances', 3)}`,
    act: (page) => page.getByRole('button', { name: 'Where these facts come from' }).click(),
  },
  {
    name: 'hour',
    path: () => '/',
    act: (page) => page.locator('.sy-strip button').nth(4).click(),
  },
  {
    name: 'cluster-rules',
    path: async (id) => `/clusters/${await id('clusters')}`,
    act: async (page) => {
      await page.getByRole('button', { name: 'Change' }).click();
      await page.locator('.sy-rules-preview').waitFor();
      await page.locator('.sy-rules-preview').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'confirm',
    path: async (id) => `/sources/${await id('sources', 1)}`,
    act: (page) => page.getByRole('button', { name: /^Release \d/ }).click(),
  },
  { name: 'raw', path: async (id) => `/instances/${await id('instances', 3)}?tab=raw` },
  { name: 'past', path: () => `/instances?at=${new Date(Date.now() - 90 * 60_000).toISOString()}` },
  {
    name: 'palette',
    path: () => '/instances',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Search objects').fill('shop');
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'travel',
    path: () => '/instances',
    act: async (page) => {
      const button = page.getByRole('button', { name: /Time: Now/ }).first();
      if (await button.isVisible()) await button.click();
    },
  },
  {
    name: 'menu',
    path: () => '/instances',
    act: async (page) => {
      const button = page.getByRole('button', { name: 'Menu', exact: true });
      if (await button.isVisible()) await button.click();
      else
        await page
          .getByRole('button', { name: /Cluster:/ })
          .first()
          .click();
    },
  },
  { name: 'findings', path: () => '/findings' },
  { name: 'finding', path: async (id) => `/findings/${await id('findings')}` },
  { name: 'maintenance', path: () => '/maintenance-events' },
  { name: 'sources', path: () => '/sources' },
  { name: 'source', path: async (id) => `/sources/${await id('sources', 1)}` },
  {
    name: 'source-check',
    path: async (id) => `/sources/${await id('sources', 0)}`,
    act: async (page) => {
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('ec2:DescribeInstanceStatus').waitFor();
      await page.getByRole('button', { name: 'Sync now' }).click();
      await page.waitForTimeout(900);
    },
  },
  { name: 'new-source', path: () => '/sources/new' },
  {
    name: 'new-source-form',
    path: () => '/sources/new',
    act: (page) => page.getByRole('radio', { name: /Amazon/ }).click(),
  },
  { name: 'clusters', path: () => '/clusters' },
  { name: 'cluster', path: async (id) => `/clusters/${await id('clusters')}` },
  { name: 'new-cluster', path: () => '/clusters/new' },
  { name: 'users', path: () => '/users' },
  { name: 'user', path: async (id) => `/users/${await id('users', 1)}` },
  {
    name: 'columns',
    path: () => '/instances',
    act: async (page) => {
      const button = page.getByRole('button', { name: 'Columns' });
      if (await button.isVisible()) await button.click();
    },
  },
  { name: 'user-new', path: () => '/users', act: (page) => inDialog(page, 'Add a user') },
  { name: 'tokens', path: () => '/tokens' },
  {
    name: 'token-new',
    path: () => '/tokens',
    act: (page) => inDialog(page, 'Make a token'),
  },
  { name: 'sessions', path: () => '/sessions' },
  { name: 'audit', path: () => '/audit' },
  { name: 'run', path: async (id) => `/sync-runs/${await id('sync-runs', 0)}` },
  { name: 'missing', path: () => '/no-such-kind' },
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

const base = options.url;
const cookie = await signedIn(base, options.user, options.password);
const idOf = async (kind: string, index = 0): Promise<string> => {
  const answer = await fetch(`${base}/api/v1/${kind}?limit=${index + 1}`, { headers: { cookie } });
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items[index]?.id ?? 'none';
};

mkdirSync(options.out, { recursive: true });
const browser = await launch();
const wanted = options.only?.split(',');
const looks = LOOKS.filter(
  ({ width, theme }) => !options.look || options.look.split(',').includes(`${width}-${theme}`),
);
let wrong = 0;
for (const look of looks) {
  for (const shot of SHOTS) {
    if (wanted && !wanted.includes(shot.name)) continue;
    const { context, page, problems } = await open(browser, look, cookie, base);
    const label = `${shot.name}-${look.width}-${look.theme}`;
    try {
      await page.goto(base + (await shot.path(idOf)), { waitUntil: 'load' });
      await page.waitForSelector('main h1, main h2', { timeout: 8000 });
      await page.waitForTimeout(500);
      await shot.act?.(page);
      await page.waitForTimeout(250);
    } catch (error) {
      problems.push(String(error).split('\n')[0] ?? '');
    }
    await page.screenshot({ path: join(options.out, `${label}.png`) });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) problems.push(`wider than the window by ${overflow}px`);
    const violations = await page
      .evaluate(
        `${axe};axe.run({runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','best-practice']}).then((found) => found.violations)`,
      )
      .catch(async () => {
        const session = await context.newCDPSession(page);
        await session.send('Page.setBypassCSP', { enabled: true });
        return [];
      });
    for (const { id, nodes } of violations as Violation[])
      problems.push(
        `axe ${id}: ${nodes
          .slice(0, 3)
          .map(({ html, failureSummary }) => `${html.slice(0, 120)} (${failureSummary.split('\n')[1]?.trim()})`)
          .join(' | ')}`,
      );
    if (problems.length > 0) {
      wrong += 1;
      process.stdout.write(`${label}\n${[...new Set(problems)].map((one) => `   ${one}`).join('\n')}\n`);
    }
    await context.close();
  }
}
await browser.close();
process.stdout.write(`${wrong} with problems\n`);
