/**
 * Plays what people do with the pages and checks what they see. Needs `web/dev/api.ts --static dist/web`.
 *   tsx web/dev/behaviour.ts --url http://127.0.0.1:3100
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launch, open } from './browser.ts';

const { values: options } = parseArgs({
  options: { url: { type: 'string', default: 'http://127.0.0.1:3100' }, only: { type: 'string' } },
});
const base = options.url;
const play = (path: string) => fetch(`${base}/dev/${path}`, { method: 'POST' });
const firstRow = (page: Page) => page.locator('.sy-grid-body [aria-rowindex="2"] .sy-title-cell');
const rowCount = (page: Page) => page.locator('.sy-grid').getAttribute('aria-rowcount');

const PLAYS: Record<string, (page: Page) => Promise<void>> = {
  'a changed row glows where it stands, and the order stays': async (page) => {
    await page.goto(`${base}/record-sets?sort=-changedAt`);
    await firstRow(page).locator('a').waitFor();
    const before = await page.locator('.sy-grid-body .sy-title-cell').allTextContents();
    await play('change?kind=record_sets&count=5');
    await page
      .locator('.sy-glow-odd')
      .first()
      .waitFor({ timeout: 3000 })
      .catch(async () => {
        // The rows that changed may be out of view: go to one of them.
        await page.goto(`${base}/record-sets?q=shop.shop.example`);
        await firstRow(page).locator('a').waitFor();
        await play('change?kind=record_sets&count=1');
        await page.locator('.sy-glow-odd').first().waitFor({ timeout: 3000 });
      });
    if (page.url().includes('sort='))
      assert.deepEqual(await page.locator('.sy-grid-body .sy-title-cell').allTextContents(), before);
  },
  'new rows wait behind a pill': async (page) => {
    await page.goto(`${base}/record-sets?type=A`);
    await firstRow(page).locator('a').waitFor();
    const count = Number(await rowCount(page));
    await play('create?kind=record_sets&count=3');
    const pill = page.locator('.sy-pill');
    await pill.waitFor();
    assert.equal(await pill.textContent(), '3 new · show');
    assert.equal(Number(await rowCount(page)), count);
    await pill.click();
    await page.waitForFunction(
      (wanted) => document.querySelector('.sy-grid')?.getAttribute('aria-rowcount') === String(wanted),
      count + 3,
    );
    assert.equal(await pill.count(), 0);
    assert.match((await firstRow(page).textContent()) ?? '', /aaa-new/);
  },
  'news that the filter leaves out is no news': async (page) => {
    await page.goto(`${base}/record-sets?type=CNAME`);
    await firstRow(page).locator('a').waitFor();
    await play('create?kind=record_sets&count=2');
    await page.waitForTimeout(700);
    assert.equal(await page.locator('.sy-pill').count(), 0);
  },
  'a cut stream says so and comes back by itself': async (page) => {
    await page.goto(`${base}/instances`);
    await page.locator('.sy-live-live').first().waitFor();
    await play('cut');
    await page.locator('.sy-live-reconnecting').first().waitFor({ timeout: 5000 });
    await page.locator('.sy-live-live').first().waitFor({ timeout: 10_000 });
  },
  'the keyboard walks, marks, opens and searches': async (page) => {
    await page.goto(`${base}/instances`);
    await firstRow(page).locator('a').waitFor();
    for (const key of ['j', 'j', 'j', 'k', 'x']) await page.keyboard.press(key);
    assert.equal(await page.locator('.sy-row-active').getAttribute('aria-rowindex'), '3');
    assert.equal(await page.locator('[role="row"][aria-selected="true"]').getAttribute('aria-rowindex'), '3');
    await page.keyboard.press('/');
    await page.keyboard.type('state:stop');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/state=stopped/);
    await page.locator('.sy-chip').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/instances\/[0-9a-f-]{36}/);
    await page.goBack();
    await page.waitForURL(/state=stopped/);
  },
  'a search that is not understood is said at the search': async (page) => {
    await page.goto(`${base}/instances`);
    await page.getByRole('combobox').fill('colour:red');
    await page.keyboard.press('Enter');
    await page.locator('.sy-filter-error').waitFor();
    assert.match((await page.locator('.sy-filter-error').textContent()) ?? '', /colour/);
    assert.equal(await page.getByRole('combobox').getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByRole('grid').count(), 0, 'no empty grid below it');
    assert.equal(await page.locator('.sy-toast').count(), 0);
  },
  'columns are chosen and remembered': async (page) => {
    await page.goto(`${base}/instances`);
    await firstRow(page).locator('a').waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('VPC').check();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'VPC' }).waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name: 'VPC' }).waitFor();
  },
  'CSV is a file of all rows that match': async (page) => {
    await page.goto(`${base}/instances?state=running`);
    await firstRow(page).locator('a').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /CSV/ }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^instances-.*\.csv$/);
  },
  'the past has a banner, keeps its links, and forbids acts with that reason': async (page) => {
    await page.goto(
      `${base}/instances?at=2026-11-21T05:00:00Z`.replace(
        '2026-11-21T05:00:00Z',
        new Date(Date.now() - 3_600_000).toISOString(),
      ),
    );
    await page.locator('.sy-past').waitFor();
    await firstRow(page).locator('a').click();
    await page.waitForURL(/\/instances\/.*at=/);
    const refresh = page.getByRole('button', { name: 'Refresh' });
    assert.equal(await refresh.getAttribute('aria-disabled'), 'true');
    await refresh.focus();
    await page.getByRole('tooltip').filter({ hasText: 'past' }).first().waitFor();
    await page.getByRole('button', { name: 'Back to now' }).first().click();
    await page.waitForFunction(() => !location.search.includes('at='));
    assert.equal(await page.locator('.sy-past').count(), 0);
  },
  'the cluster stays on every link': async (page) => {
    await page.goto(`${base}/`);
    await page
      .getByRole('button', { name: /Cluster:/ })
      .first()
      .click();
    await page.getByRole('menuitemradio', { name: /us-prod/ }).click();
    await page.waitForURL(/cluster=/);
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /Instances/ })
      .click();
    await page.waitForURL(/\/instances\?cluster=/);
    await firstRow(page).locator('a').click();
    await page.waitForURL(/\/instances\/.*cluster=/);
  },
  'half-filled forms ask before they are left, also after a refusal': async (page) => {
    await page.goto(`${base}/clusters/new`);
    await page.getByLabel('Name').fill('eu-prod');
    await page.getByRole('button', { name: 'Add the cluster' }).click();
    await page.getByText('is taken').waitFor();
    assert.equal(await page.locator('.sy-toast').count(), 0, 'one error in one place');
    await page.getByRole('link', { name: 'Overview', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).last().click();
    await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor({ state: 'detached' });
    await page.getByLabel('Name').fill(`new-${Date.now().toString(36)}`);
    await page.getByRole('button', { name: 'Add the cluster' }).click();
    await page.waitForURL(/\/clusters\/[0-9a-f-]{36}/);
  },
  'what one types survives news of the object': async (page) => {
    const { items } = (await (await fetch(`${base}/api/v1/sources`)).json()) as { items: { id: string }[] };
    await page.goto(`${base}/sources/${items[0]?.id}`);
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('Seconds between pulls').fill('77');
    await play('change?kind=sources&count=1');
    await page.waitForTimeout(600);
    assert.equal(await page.getByLabel('Seconds between pulls').inputValue(), '77');
  },
  'a token is shown once': async (page) => {
    await page.goto(`${base}/tokens`);
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByLabel('What uses it').fill(`ci-${Date.now().toString(36)}`);
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.locator('.sy-token').waitFor();
    await page.getByRole('button', { name: 'It is copied' }).click();
    assert.equal(await page.getByText(/^sy_/).count(), 0);
  },
  'the palette finds, opens and acts': async (page) => {
    await page.goto(`${base}/`);
    await page.locator('main h1').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Search objects/).fill('blog');
    await page.getByRole('option', { name: /blog/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /\/[a-z-]+\/[0-9a-f-]{36}/.test(location.pathname));
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Search objects/).fill('theme: dark');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
  },
  'a session that ended unheard leads to signing in, at the next request': async (page) => {
    await page.goto(`${base}/instances?state=running`);
    await firstRow(page).waitFor();
    await play('expire');
    await page.getByRole('button', { name: 'Sign in' }).waitFor({ timeout: 15_000 });
    await page.getByLabel('Name').fill('ana');
    await page.getByLabel('Password').fill('switchyard-dev');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/instances\?state=running/);
  },
  'signing out and in again leads back': async (page) => {
    await page.goto(`${base}/instances?state=running`);
    await firstRow(page).locator('a').waitFor();
    await play('sign-out');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.getByLabel('Name').fill('ana');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Name or password is wrong').waitFor();
    await page.getByLabel('Password').fill('switchyard-dev');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/instances\?state=running/);
    await firstRow(page).locator('a').waitFor();
    await page.locator('.sy-live-live').first().waitFor();
  },
};

const browser = await launch();
let failed = 0;
for (const [name, act] of Object.entries(PLAYS)) {
  if (options.only && !name.includes(options.only)) continue;
  const { context, page, problems } = await open(browser, { width: 1440, theme: 'light' });
  page.setDefaultTimeout(6000);
  try {
    await act(page);
    process.stdout.write(`ok    ${name}\n`);
  } catch (error) {
    failed += 1;
    await page.screenshot({ path: `dist/pages/failed-${failed}.png` });
    process.stdout.write(
      `FAIL  ${name}\n      ${String(error).split('\n').slice(0, 3).join('\n      ')}\n      ${problems.slice(0, 3).join('\n      ')}\n`,
    );
  }
  await context.close();
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
