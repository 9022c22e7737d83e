import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EstateMap } from '../../contract/api/map.ts';
import { labCommand } from '../../lab/control-client.ts';
import { axe, type Listed, PASSWORD, problems, startPanel, type TestPanel } from './panel.ts';

let panel: TestPanel;
let page: Page;
let map: EstateMap;

beforeAll(async () => {
  panel = await startPanel();
  map = (await panel.api('GET', '/map')) as EstateMap;
  page = await panel.signIn('admin');
});
afterAll(() => panel?.stop());

/** Suites share the machine with others. */
const PATIENCE = { timeout: 15_000 };

const drawn = (on: Page) => on.locator('canvas[data-drawn]');
const selected = (on: Page) => on.locator('.sy-map-card h2');
const param = (on: Page, name: string) => new URL(on.url()).searchParams.get(name);

async function open(on: Page, path = '/map'): Promise<void> {
  await on.goto(path);
  await drawn(on).waitFor();
}

const named = (name: string) => map.nodes.find((node) => node.name === name)!;
const linkedWith = (id: string) => {
  const at = map.nodes.findIndex((node) => node.id === id);
  return map.links.flatMap(({ from, to }) => (from === at ? map.nodes[to]!.id : to === at ? map.nodes[from]!.id : []));
};

describe('the map', () => {
  it('draws every object of the estate, from the menu', async () => {
    await page.goto('/');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Map' }).click();
    await expect.poll(() => drawn(page).getAttribute('data-drawn'), PATIENCE).toBe(String(map.nodes.length));
    expect(map.nodes.length).toBeGreaterThan(50);
  });

  it('is walked along its links by keyboard, down to the page of an object', async () => {
    await open(page);
    await page.locator('.sy-map-frame').focus();
    const walked: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      const before = param(page, 'node');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => param(page, 'node'), PATIENCE).not.toBe(before);
      walked.push(param(page, 'node')!.split(':')[1]!);
    }
    const here = map.nodes.find(({ id }) => id === walked.at(-1))!;
    const { name } = here;
    await expect.poll(() => selected(page).innerText(), PATIENCE).toBe(name);
    // The first step begins at a load balancer; what it is linked with stands to its right.
    expect(linkedWith(walked[0]!)).toContain(walked[1]);
    await expect.poll(() => page.locator('#sy-live').innerText(), PATIENCE).toContain(name);
    // The list beside it stands at the same object.
    await expect.poll(() => page.locator('.sy-map-tree [aria-current]').innerText(), PATIENCE).toContain(name);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('link', { name: 'Show on the map' }).click();
    await expect.poll(() => selected(page).innerText(), PATIENCE).toBe(name);
  });

  it('is filtered from the keyboard, and the address keeps filter, selection and view', async () => {
    await open(page);
    await page.locator('.sy-map-frame').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('eu-prod-web-1');
    await expect.poll(() => page.locator('.sy-map-found').innerText(), PATIENCE).toMatch(/^[1-9]\d* found/);
    // The list beside it opens where something was found, and nowhere else.
    const listed = page.locator('.sy-map-tree .sy-map-item');
    await expect.poll(() => listed.filter({ hasText: /^eu-prod-web-1/ }).count(), PATIENCE).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page).innerText(), PATIENCE).toContain('eu-prod-web-1');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Nearer' }).click();
    await expect.poll(() => param(page, 'view'), PATIENCE).not.toBeNull();
    const zoom = await drawn(page).getAttribute('data-zoom');
    const kept = await selected(page).innerText();
    await page.reload();
    await drawn(page).waitFor();
    await expect.poll(() => selected(page).innerText(), PATIENCE).toBe(kept);
    await expect
      .poll(async () => Number(await drawn(page).getAttribute('data-zoom')), PATIENCE)
      .toBeCloseTo(Number(zoom), 1);
  });

  it('shows what would be hit', async () => {
    const { id } = named('eu-prod-web-1');
    await open(page, `/map?node=instances:${id}`);
    await page.getByRole('button', { name: 'Show impact' }).click();
    await expect.poll(() => page.locator('.sy-map-impact').innerText(), PATIENCE).toMatch(/^Touches .*record set/);
    expect(param(page, 'impact')).toBe('1');
    // The list has what is hit, and nothing else.
    await expect.poll(() => page.locator('.sy-map-tree').innerText(), PATIENCE).not.toContain('us-prod-web-1');
  });

  it('draws only the surroundings of an object, and fewer kinds', async () => {
    const { id } = named('eu-prod-web-1');
    await open(page, `/map?around=instances:${id}&depth=1`);
    await expect
      .poll(() => drawn(page).getAttribute('data-drawn'), PATIENCE)
      .toBe(String(new Set(linkedWith(id)).size + 1));
    await page.getByRole('button', { name: 'Show everything' }).first().click();
    await open(page, '/map?kinds=instances');
    const instances = map.nodes.filter(({ kind }) => kind === 'instances').length;
    await expect.poll(() => drawn(page).getAttribute('data-drawn'), PATIENCE).toBe(String(instances));
  });

  it('follows the world without moving, and goes back in time', async () => {
    const before = new Date().toISOString();
    await open(page);
    const count = Number(await drawn(page).getAttribute('data-drawn'));
    const { items } = (await panel.api('GET', '/sources')) as Listed;
    await labCommand(panel.lab.url, ['terminate-instance', 'eu-prod-batch-1']);
    for (const source of items) await panel.api('POST', `/sources/${source.id}/sync`);
    await expect
      .poll(async () => Number(await drawn(page).getAttribute('data-drawn')), { timeout: 60_000 })
      .toBe(count - 1);
    await open(page, `/map?at=${encodeURIComponent(before)}`);
    await expect.poll(async () => Number(await drawn(page).getAttribute('data-drawn')), PATIENCE).toBe(count);
    await page.getByText('Nothing can be changed here').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(problems(page)).toEqual([]);
  });

  it('shows a viewer of some clusters those alone', async () => {
    const { items: clusters } = (await panel.api('GET', '/clusters')) as Listed;
    const own = clusters.find(({ name }) => name === 'eu-prod')!.id;
    await panel.api('POST', '/users', { name: 'vera', password: PASSWORD, role: 'viewer', clusterIds: [own] });
    const vera = await panel.signIn('vera');
    await open(vera);
    const text = await vera.locator('.sy-map-tree').innerText();
    expect(text).toContain('eu-prod');
    expect(text).not.toContain('us-prod');
    await vera.context().close();
  });

  it('is a list and a picture on a phone', async () => {
    const phone = await panel.signIn('admin', { width: 390 });
    await open(phone);
    expect(await phone.locator('.sy-map-tree').count()).toBe(0);
    await phone.getByRole('button', { name: 'List' }).click();
    await phone.locator('.sy-map-tree').waitFor();
    expect(await axe(phone)).toEqual([]);
    await phone.context().close();
  });
});
