import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, problems, startPanel, type TestPanel } from './panel.ts';

let panel: TestPanel;
beforeAll(async () => {
  panel = await startPanel({ estate: false });
});
afterAll(() => panel?.stop());

describe('a panel without any source', () => {
  it.each(['/', '/map', '/instances', '/sources'])('teaches on %s how to add the first one', async (path) => {
    const page = await panel.signIn('admin');
    await page.goto(path);
    await expect.poll(() => page.locator('main').innerText()).toMatch(/source/i);
    expect(
      await page
        .locator('main')
        .getByRole('link', { name: /add/i })
        .or(page.locator('main').getByRole('button', { name: /add/i }))
        .count(),
    ).toBeGreaterThan(0);
    expect(await axe(page)).toEqual([]);
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });
});
