import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labCommand } from '../../lab/control-client.ts';
import { axe, type Listed, PASSWORD, problems, startPanel, type TestPanel } from './panel.ts';

let panel: TestPanel;
let admin: Page;
const ids: Record<string, string> = {};
/** When nothing had happened yet. */
let before: string;

const idOf = async (kind: string, q: string) => {
  const { items } = (await panel.api('GET', `/${kind}?q=${encodeURIComponent(q)}&limit=1`)) as Listed;
  return items[0]!.id;
};

beforeAll(async () => {
  panel = await startPanel();
  const { items: clusters } = (await panel.api('GET', '/clusters')) as Listed;
  for (const { name, id } of clusters) ids[name] = id;
  ids.instance = await idOf('instances', 'eu-prod-web-1');
  ids.staging = await idOf('instances', 'staging');
  ids.recordSet = await idOf('record-sets', 'www.meridian.example');
  ids.balancer = await idOf('load-balancers', 'eu-prod-web');
  ids.source = await idOf('sources', 'cloudflare');
  ids.machine = await idOf('virtual-machines', 'gitlab');
  const { items: runs } = (await panel.api('GET', `/sync-runs?sourceId=${ids.source}&limit=1`)) as Listed;
  ids.run = runs[0]!.id;
  // A viewer of half of the clusters.
  await panel.api('POST', '/users', { name: 'vera', password: PASSWORD, role: 'viewer', clusterIds: [ids['eu-prod']] });
  admin = await panel.signIn('admin');
});
afterAll(() => panel?.stop());

const go = async (page: Page, path: string) => {
  await page.goto(path);
  await page.locator('main h1').first().waitFor();
};

/** Nothing says any more that it is loading. (The stream of events never lets the network be idle.) */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.locator('main [aria-busy=true]').count()).toBe(0);
}

const PAGES = (): [string, string][] => [
  ['overview', '/'],
  ['map', '/map'],
  ['an object on the map', `/map?node=instances:${ids.instance}&impact=1`],
  ['instances', '/instances'],
  ['record sets', '/record-sets'],
  ['findings', '/findings'],
  ['maintenance', '/maintenance-events'],
  ['clusters', '/clusters'],
  ['sources', '/sources'],
  ['users', '/users'],
  ['tokens', '/tokens'],
  ['sessions', '/sessions'],
  ['audit', '/audit'],
  ['an instance', `/instances/${ids.instance}`],
  ['its impact', `/instances/${ids.instance}?tab=impact`],
  ['a record set', `/record-sets/${ids.recordSet}`],
  ['a load balancer', `/load-balancers/${ids.balancer}`],
  ['a cluster', `/clusters/${ids['eu-prod']}`],
  ['a source', `/sources/${ids.source}`],
  ['a sync run', `/sync-runs/${ids.run}`],
  ['a virtual machine', `/virtual-machines/${ids.machine}`],
];

/** What has to be scrolled sideways to be read, but for pictures that one walks around in and the row of toggles beside one. */
const sideways = (page: Page) =>
  page.locator('main').evaluate((main) =>
    [...main.querySelectorAll('*')]
      .filter(
        (one) =>
          ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && !one.closest('.sy-impact, .sy-map-statuses'),
      )
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map(({ className, scrollWidth, clientWidth }) => `${className} shows ${clientWidth} of ${scrollWidth} px`),
  );

describe('every page', () => {
  it.each([
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('is sound for eyes, keyboards and screen readers at %i px, %s', async (width, theme) => {
    const page = await panel.signIn('admin', { width, theme });
    const found: string[] = [];
    for (const [name, path] of PAGES()) {
      await go(page, path);
      await settled(page);
      found.push(...(await axe(page)).map((violation) => `${name}: ${violation}`));
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) found.push(`${name}: ${overflow} px wider than the window`);
      if (width < 600) found.push(...(await sideways(page)).map((one) => `${name}: ${one}`));
    }
    found.push(...problems(page));
    await page.context().close();
    expect(found).toEqual([]);
  });
});

describe('an admin', () => {
  it('finds an object by ⌘K, and sees what it is linked to and by which rule', async () => {
    await go(admin, '/');
    await admin.keyboard.press('Control+k');
    await admin.getByPlaceholder(/search objects/i).waitFor();
    // Typed, not filled in: the focus has to be there.
    await admin.keyboard.type('eu-prod-web-1');
    await admin
      .getByRole('option', { name: /eu-prod-web-1/ })
      .first()
      .waitFor();
    await admin.keyboard.press('Enter');
    await admin.getByRole('heading', { level: 1, name: /eu-prod-web-1/ }).waitFor();
    await expect.poll(() => admin.locator('main').innerText()).toContain('is an address of the instance');
  });

  it('filters a list, and the address bar keeps it', async () => {
    await go(admin, '/record-sets?type=AAAA');
    await admin.getByRole('grid').waitFor();
    const first = await admin.getByRole('row').nth(1).innerText();
    expect(first).toContain('AAAA');
    await admin.reload();
    await expect.poll(async () => admin.getByRole('row').nth(1).innerText()).toContain('AAAA');
  });

  it('walks a list by keyboard and opens a row', async () => {
    await go(admin, '/instances');
    await admin.getByRole('grid').waitFor();
    await admin.keyboard.press('j');
    await admin.keyboard.press('j');
    await admin.keyboard.press('Enter');
    await admin.waitForURL(/\/instances\/[0-9a-f-]{36}/);
  });

  it('sees a change of the world without reloading, and the finding that follows from it', async () => {
    before = new Date().toISOString();
    await go(admin, '/findings');
    const { items } = (await panel.api('GET', '/sources')) as Listed;
    await labCommand(panel.lab.url, ['terminate-instance', 'eu-prod-batch-1']);
    for (const source of items) await panel.api('POST', `/sources/${source.id}/sync`);
    await expect
      .poll(async () => ((await panel.api('GET', '/findings?rule=record-set-dangling&state=open')) as Listed).total, {
        timeout: 60_000,
      })
      .toBe(1);
    // The order of rows that somebody reads stays as it is: what is new waits until it is asked for.
    await expect
      .poll(
        async () => {
          const waiting = admin.getByRole('button', { name: /· show/ });
          if (await waiting.isVisible()) await waiting.click();
          return admin.locator('main').innerText();
        },
        { timeout: 20_000 },
      )
      .toContain('old-api.eu.meridian.example');
    expect(await admin.getByText('live', { exact: true }).count()).toBeGreaterThan(0);
  });

  it('looks at the estate as it was, and cannot act there', async () => {
    const then = new Date(Date.now() - 1000).toISOString();
    await go(admin, `/instances/${ids.instance}?at=${encodeURIComponent(then)}`);
    const back = admin
      .getByRole('button', { name: /back to now/i })
      .or(admin.getByRole('link', { name: /back to now/i }))
      .first();
    await back.waitFor();
    const refresh = admin.getByRole('button', { name: /refresh/i });
    expect(
      await refresh.getAttribute('aria-disabled').then(async (value) => value ?? String(await refresh.isDisabled())),
    ).toBe('true');
    await back.click();
    await expect.poll(() => new URL(admin.url()).searchParams.get('at')).toBeNull();
  });

  it('sees the overview as it was, and that sources have no past', async () => {
    const instances = async (query: string) => {
      const { counts } = (await panel.api('GET', `/overview${query}`)) as { counts: { kind: string; count: number }[] };
      return counts.find(({ kind }) => kind === 'instances')!.count;
    };
    const past = `?at=${encodeURIComponent(before)}`;
    const then = await instances(past);
    const now = then - 1;
    await expect.poll(() => instances('')).toBe(now);
    const shown = admin.locator('main .sy-counts li', { hasText: 'Instances' }).locator('b');
    await go(admin, `/${past}`);
    await expect.poll(() => shown.innerText()).toBe(String(then));
    await expect.poll(() => admin.locator('main').innerText()).toContain('Sources have no past');
    expect(await axe(admin)).toEqual([]);
    await go(admin, '/findings' + past + '&state=open');
    await settled(admin);
    expect(await admin.locator('main').innerText()).not.toContain('old-api.eu.meridian.example');
    await go(admin, '/');
    await expect.poll(() => shown.innerText()).toBe(String(now));
  });

  it('tests a source, and is told what is missing when its rights are taken away', async () => {
    await go(admin, `/sources/${ids.source}`);
    await admin.getByRole('button', { name: /test connection/i }).click();
    await expect.poll(() => admin.locator('main').innerText(), { timeout: 30_000 }).toMatch(/zone/i);
  });

  it('decides about held changes', async () => {
    await labCommand(panel.lab.url, ['fail', 'cloudflare', 'empty', 'zone=eu.meridian.example']);
    const held = async () =>
      ((await panel.api('GET', `/held-changes?sourceId=${ids.source}&state=open`)) as { items: unknown[] }).items
        .length;
    for (let times = 0; times < 3 && (await held()) === 0; times += 1) {
      const before = ((await panel.api('GET', `/sync-runs?sourceId=${ids.source}&limit=1`)) as Listed).items[0]!.id;
      await panel.api('POST', `/sources/${ids.source}/sync`);
      await expect
        .poll(
          async () => {
            const [run] = ((await panel.api('GET', `/sync-runs?sourceId=${ids.source}&limit=1`)) as Listed).items;
            return run!.id !== before && run!.state !== 'running';
          },
          { timeout: 60_000 },
        )
        .toBe(true);
    }
    expect(await held()).toBeGreaterThan(0);
    await go(admin, `/sources/${ids.source}`);
    await admin.getByRole('button', { name: 'Keep', exact: false }).first().waitFor();
    await labCommand(panel.lab.url, ['heal']);
  });
});

describe('a viewer of some clusters', () => {
  it('sees those and nothing of the others', async () => {
    const vera = await panel.signIn('vera');
    await go(vera, '/instances');
    await vera.getByRole('grid').waitFor();
    const text = await vera.locator('main').innerText();
    expect(text).toContain('eu-prod');
    expect(text).not.toContain('us-prod');
    expect(text).not.toContain('staging');
    await vera.goto(`/instances/${ids.staging}`);
    await expect.poll(() => vera.locator('main').innerText()).toMatch(/nothing at this address/i);
    await vera.context().close();
  });

  it('is told why a button is disabled', async () => {
    const vera = await panel.signIn('vera');
    await go(vera, `/instances/${ids.instance}`);
    const refresh = vera.getByRole('button', { name: /refresh/i });
    await refresh.hover({ force: true });
    await expect.poll(() => vera.locator('body').innerText()).toContain('needs the role');
    await vera.context().close();
  });

  it('is signed out at once when disabled', async () => {
    const vera = await panel.signIn('vera');
    await go(vera, '/instances');
    const { items } = (await panel.api('GET', '/users?q=vera')) as Listed;
    await panel.api('PATCH', `/users/${items[0]!.id}`, { disabled: true });
    await vera.getByRole('button', { name: 'Sign in' }).waitFor({ timeout: 15_000 });
    await vera.context().close();
  });
});
