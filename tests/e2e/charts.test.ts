import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedObjects, seedSource } from '../../server/test-estate.ts';
import { axe, problems, startPanel, type TestPanel } from './panel.ts';

let panel: TestPanel;
let host: string;
let silent: string;

const measure = (id: string, ago: string, cpu: number) =>
  panel.pool.query(
    `INSERT INTO hosts_samples (id, at, cpu_share, memory_used) VALUES ($1, now() - $2::interval, $3, 12884901888)`,
    [id, ago, cpu],
  );

beforeAll(async () => {
  panel = await startPanel({ estate: false });
  const source = await seedSource(panel.pool, 'hosts-test', { kind: 'hosts', scope: 'hv1' });
  const fields = { memory: 64 * 1024 ** 3, cpus: 16 };
  [host, silent] = (await seedObjects(panel.pool, source, [
    { kind: 'hosts', key: 'hv1', fields },
    { kind: 'hosts', key: 'hv2', fields },
  ])) as [string, string];
  await panel.pool.query(`UPDATE hosts SET valid_from = now() - interval '3 days'`);
  for (let minutes = 58; minutes > 0; minutes--)
    if (minutes < 20 || minutes > 30) await measure(host, `${minutes} minutes`, minutes / 100);
  for (let hours = 2; hours < 24; hours++) await measure(host, `${hours} hours`, 0.42);
});
afterAll(() => panel?.stop());

const open = async (page: Page, path: string) => {
  await page.goto(path);
  await page.getByRole('heading', { name: 'Measured' }).waitFor();
};
const chart = (page: Page, name: string) => page.getByRole('figure', { name });
/** How many dots of a drawing are not empty. */
const inked = (page: Page) =>
  page
    .locator('.sy-plot canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, n) => n % 4 === 3 && value > 0).length;
    });

describe('charts of a host', () => {
  it.each([
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('are sound for eyes, keyboards and screen readers at %i px, %s', async (width, theme) => {
    const page = await panel.signIn('admin', { width, theme });
    await open(page, `/hosts/${host}`);
    await chart(page, 'CPU').waitFor();
    await expect.poll(() => inked(page)).toBeGreaterThan(500);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Figures' }).click();
    await page.getByRole('rowheader', { name: 'Memory used' }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('say what they show in a sentence, in figures, and where one points', async () => {
    const page = await panel.signIn('admin');
    await open(page, `/hosts/${host}`);
    const drawing = chart(page, 'CPU').getByRole('img');
    await expect.poll(() => drawing.getAttribute('aria-label')).toMatch(/^CPU: now 1 %, between 1 % and 5\d %/);
    const atRest = await chart(page, 'CPU').locator('time').innerText();
    const { x, y, width, height } = (await drawing.boundingBox())!;
    await page.mouse.move(x + width * 0.3, y + height / 2);
    await expect.poll(() => chart(page, 'CPU').locator('time').innerText()).not.toBe(atRest);
    // The crosshair is one for all charts of the page.
    expect(await chart(page, 'Memory used').locator('time').innerText()).toBe(
      await chart(page, 'CPU').locator('time').innerText(),
    );
    await page.context().close();
  });

  it('show the day where the address says so', async () => {
    const page = await panel.signIn('admin');
    await open(page, `/hosts/${host}`);
    await page.getByRole('button', { name: 'Last day' }).click();
    await page.getByText('Averages of 5 minutes').waitFor();
    expect(new URL(page.url()).searchParams.get('span')).toBe('day');
    await page.reload();
    await page.getByText('Averages of 5 minutes').waitFor();
    await expect
      .poll(() => chart(page, 'CPU').getByRole('img').getAttribute('aria-label'))
      .toMatch(/^CPU: now \d.*, between \d.* and \d.* on average/);
    await page.context().close();
  });

  it('take in new samples by themselves', async () => {
    const page = await panel.signIn('admin');
    await open(page, `/hosts/${host}`);
    await chart(page, 'CPU').waitFor();
    await measure(host, '0', 0.77);
    await expect.poll(() => chart(page, 'CPU').innerText(), { timeout: 90_000 }).toContain('77 %');
    await page.context().close();
  });

  it('are dimmed in a list with their age, once measuring has failed for a while', async () => {
    await panel.pool.query(
      `INSERT INTO hosts_now (id, cpu_share, measured_at) VALUES ($1, 0.31, now()), ($2, 0.87, now() - interval '20 minutes')
       ON CONFLICT (id) DO UPDATE SET cpu_share = excluded.cpu_share, measured_at = excluded.measured_at`,
      [host, silent],
    );
    const page = await panel.signIn('admin');
    await page.goto('/hosts');
    await page.getByText('31 %').waitFor();
    const old = page.locator('.sy-none', { hasText: '87 %' });
    await expect.poll(() => old.getAttribute('title')).toMatch(/^as of 2\d min ago/);
    expect(await page.locator('.sy-none', { hasText: '31 %' }).count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await page.context().close();
  });

  it('say why there is nothing to draw', async () => {
    const page = await panel.signIn('admin');
    await open(page, `/hosts/${silent}`);
    await page.getByText('It is measured every 30 s').waitFor();
    await open(page, `/hosts/${host}?at=${new Date(Date.now() - 2 * 86_400_000).toISOString()}`);
    await page.getByText('kept for a day').waitFor();
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });
});
