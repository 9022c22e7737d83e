import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labCommand } from '../../lab/control-client.ts';
import { demoCredentials } from '../../lab/demo-estate.ts';
import { axe, type Listed, PASSWORD, problems, startPanel, type TestPanel } from './panel.ts';

interface Plan {
  id: string;
  number: number;
  title: string;
  state: string;
  requestId: string;
  undoneBy: string | null;
  checks: { state: string; detail: string | null }[];
}

let panel: TestPanel;
let admin: Page;
let zoneKey: string;
const ids: Record<string, string> = {};

const PATIENCE = { timeout: 30_000 };
const FLIPPED = 'apps.eu.meridian.example';
const OTHER = 'apps.us.meridian.example';

const idOf = async (kind: string, name: string) => {
  const { items } = (await panel.api('GET', `/${kind}?q=${encodeURIComponent(name)}&limit=50`)) as Listed;
  const found = items.find((item) => item.name === name);
  if (!found) throw new Error(`there is no ${name} among ${kind}`);
  return found.id;
};

beforeAll(async () => {
  panel = await startPanel();
  for (const name of ['eu-prod', 'us-prod']) ids[name] = await idOf('clusters', name);
  for (const name of ['eu-prod-router-a', 'eu-prod-router-b']) ids[name] = await idOf('load-balancers', name);
  ids.source = await idOf('sources', 'cloudflare');
  ids.recordSet = await idOf('record-sets', FLIPPED);
  ({ zoneKey } = (await panel.api('GET', `/record-sets/${ids.recordSet}`)) as { zoneKey: string });
  await panel.api('PATCH', `/sources/${ids.source}`, { mode: 'write-all' });
  for (const [name, role, clusterIds] of [
    ['vera', 'viewer', [ids['eu-prod']]],
    ['otto', 'operator', null],
  ] as const)
    await panel.api('POST', '/users', { name, password: PASSWORD, role, clusterIds });
  admin = await panel.signIn('admin');
});
afterAll(() => panel?.stop());

/** What the provider itself has now. */
async function served(name: string): Promise<string[]> {
  const answer = await fetch(
    `${panel.lab.url}/cloudflare/client/v4/zones/${zoneKey}/dns_records?name=${encodeURIComponent(name)}&type=A`,
    { headers: { authorization: `Bearer ${demoCredentials.cloudflare}` } },
  );
  const { result } = (await answer.json()) as { result: { content: string }[] };
  return result.map(({ content }) => content).toSorted();
}

const plan = async (id: string) => (await panel.api('GET', `/plans/${id}`)) as Plan;
const idOn = (page: Page) => new URL(page.url()).pathname.split('/').at(-1)!;

/** A plan whose checks have passed. What another plan has just written may reach the model a moment later: then it is planned again. */
async function proposed(action: string, params: Record<string, unknown>): Promise<Plan> {
  for (let tries = 1; ; tries += 1) {
    const { id } = (await panel.api('POST', '/plans', { action, params })) as Plan;
    await expect.poll(async () => (await plan(id)).state, PATIENCE).toBe('proposed');
    const made = await plan(id);
    const failed = made.checks.filter(({ state }) => state === 'failed');
    if (failed.length === 0) return made;
    if (tries === 10) throw new Error(`${made.title}: ${failed.map(({ detail }) => detail).join('; ')}`);
  }
}

const flip = (more: Record<string, unknown> = {}) =>
  proposed('dns.flip', {
    fromLoadBalancerId: ids['eu-prod-router-a'],
    toLoadBalancerId: ids['eu-prod-router-b'],
    ...more,
  });

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('main h1').first().waitFor();
}

async function says(page: Page, text: RegExp): Promise<void> {
  await expect.poll(() => page.locator('main').innerText(), PATIENCE).toMatch(text);
}
const stateOf = (page: Page) => page.locator('.sy-page-title .sy-status').innerText();
async function comesTo(page: Page, state: string): Promise<void> {
  await expect.poll(() => stateOf(page), PATIENCE).toBe(state);
}

/** The page of the plan that undoes the one of this id. The address is the new one a moment before the page is. */
async function undoOf(page: Page, id: string): Promise<void> {
  await expect.poll(() => idOn(page), PATIENCE).not.toBe(id);
  await page.getByRole('heading', { level: 1, name: /^Undo: / }).waitFor();
}

/** Presses the large button, and sees the plan that undoes come to its end. */
async function rollBack(page: Page): Promise<void> {
  const id = idOn(page);
  await page.getByRole('button', { name: 'Roll back' }).click();
  await undoOf(page, id);
  await comesTo(page, 'applied');
}

/** Types into what has the focus, and takes what is found first. */
async function pick(page: Page, name: string): Promise<void> {
  await page.keyboard.type(name);
  await page.getByRole('option', { name }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** What a screen reader was told, in order. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    const region = document.getElementById('sy-live')!;
    new MutationObserver(() => told.push(region.textContent ?? '')).observe(region, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { told: string[] }).told);
}

describe('by keyboard alone', () => {
  it('flips, and rolls back by one key', async () => {
    const before = await served(FLIPPED);
    await go(admin, '/');
    await admin.keyboard.press('Control+k');
    await admin.getByRole('combobox').waitFor();
    await admin.keyboard.type('Flip DNS');
    await admin.getByRole('option', { name: 'Flip DNS' }).waitFor();
    await admin.keyboard.press('Enter');
    await admin.getByLabel('From').waitFor();
    await admin.keyboard.press('Tab');
    await pick(admin, 'eu-prod-router-a');
    await admin.keyboard.press('Tab');
    await pick(admin, 'eu-prod-router-b');
    await expect.poll(() => admin.url()).toContain(`toLoadBalancerId=${ids['eu-prod-router-b']}`);
    await admin.keyboard.press('Enter');
    await comesTo(admin, 'proposed');
    await says(admin, /apps\.eu\.meridian\.example A/);
    const told = await listen(admin);
    const { id } = await plan(idOn(admin));

    await admin.keyboard.press('a');
    await comesTo(admin, 'applied');
    await says(admin, /Applied in .*\n.*read back/);
    const flipped = await served(FLIPPED);
    expect(flipped).not.toEqual(before);
    expect((await told()).join('\n')).toMatch(/Step 1 of 1, eu\.meridian\.example: done/);

    await admin.keyboard.press('r');
    await undoOf(admin, id);
    await comesTo(admin, 'applied');
    expect(await served(FLIPPED)).toEqual(before);
    const undone = await plan(id);
    expect(undone).toMatchObject({ state: 'undone', undoneBy: idOn(admin) });
    // The way back and forth, and no large button to do again what was just taken back.
    await says(admin, /Undoes\s+Flip 1 record set/);
    expect(await admin.getByRole('button', { name: 'Roll back' }).count()).toBe(0);
    await admin.getByRole('link', { name: undone.title }).first().focus();
    await admin.keyboard.press('Enter');
    await comesTo(admin, 'undone');
    expect(problems(admin)).toEqual([]);
  });

  it('rolls back a plan that is still being applied', async () => {
    const { items } = (await panel.api('GET', '/record-sets?type=A&provider=cloudflare&limit=400')) as Listed;
    // One of each zone, and none of a second production cluster.
    const sets = items.filter((set) => set.proxied !== true && set.clusterId !== ids['us-prod']);
    const zones = [...new Map(sets.map((set) => [set.zone, set.id])).values()];
    expect(zones.length).toBeGreaterThan(1);
    const { id } = await proposed('dns.lower-ttl', { recordSetIds: zones, ttl: 120 });
    await labCommand(panel.lab.url, ['fail', 'cloudflare', 'slow', '700']);
    await go(admin, `/plans/${id}`);
    await comesTo(admin, 'proposed');
    await admin.keyboard.press('Control+Enter');
    await says(admin, /being written/);
    await admin.getByRole('button', { name: 'Roll back' }).waitFor();
    await admin.keyboard.press('r');
    await undoOf(admin, id);
    await labCommand(panel.lab.url, ['heal']);
    await comesTo(admin, 'applied');
    await expect.poll(async () => (await plan(id)).state, PATIENCE).toBe('undone');
    const ttls = (listed: Listed['items']) => new Map(listed.map((set) => [set.id, set.ttl]));
    const before = ttls(items);
    // What was seen comes into the model beside the steps.
    await expect
      .poll(async () => {
        const after = ttls(((await panel.api('GET', `/record-sets?id=${zones.join(',')}&limit=400`)) as Listed).items);
        return zones.filter((set) => after.get(set) !== before.get(set));
      }, PATIENCE)
      .toEqual([]);
  });
});

describe('who may not', () => {
  it('sees why, on what cannot be pressed', async () => {
    const { id } = await flip();
    const vera = await panel.signIn('vera');
    await go(vera, `/plans/${id}`);
    const button = vera.getByRole('button', { name: /^Flip 1 record set/ });
    await button.waitFor();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.focus();
    await vera
      .getByRole('tooltip')
      .filter({ hasText: /needs the role admin or operator/ })
      .first()
      .waitFor();
    await vera.keyboard.press('a');
    expect((await plan(id)).state).toBe('proposed');

    // Nor does anybody in the past.
    await go(admin, `/plans/${id}?at=${encodeURIComponent(new Date(Date.now() - 60_000).toISOString())}`);
    await says(admin, /this is the past: go back to now to act/);
    await admin.keyboard.press('a');
    expect((await plan(id)).state).toBe('proposed');

    await go(vera, `/load-balancers/${ids['eu-prod-router-a']}`);
    const begin = vera.getByRole('button', { name: 'Flip DNS' });
    expect(await begin.getAttribute('aria-disabled')).toBe('true');
    await vera.context().close();
  });

  it('asks a second person where a cluster wants one', async () => {
    await panel.api('PATCH', `/clusters/${ids['eu-prod']}`, { needsApproval: true });
    const otto = await panel.signIn('otto');
    await go(otto, `/clusters/${ids['eu-prod']}`);
    await otto.getByRole('button', { name: 'Flip DNS' }).click();
    await comesTo(otto, 'proposed');
    await says(otto, /a second person has to approve it first/);
    const { id, title } = await plan(idOn(otto));

    await go(admin, `/plans/${id}`);
    await admin.getByRole('button', { name: 'Approve' }).click();
    await comesTo(admin, 'approved');
    // What another one has done shows without being asked for.
    await comesTo(otto, 'approved');
    await otto.getByRole('button', { name: /^Flip 1 record set/ }).click();
    await comesTo(otto, 'applied');
    await go(otto, '/');
    await says(otto, new RegExp(title));
    await go(otto, `/plans/${id}`);
    await rollBack(otto);
    await panel.api('PATCH', `/clusters/${ids['eu-prod']}`, { needsApproval: false });
    await otto.context().close();
  });
});

describe('a step of which nobody knows what became', () => {
  it('is decided by a person, who sees what is there', async () => {
    const { id } = await proposed('dns.lower-ttl', { recordSetIds: [ids.recordSet], ttl: 30 });
    // The write is taken in, and reads go on to show what was before.
    await labCommand(panel.lab.url, ['fail', 'cloudflare', 'stale']);
    await go(admin, `/plans/${id}`);
    await admin.getByRole('button', { name: /^Lower/ }).click();
    await comesTo(admin, 'needs a person');
    await labCommand(panel.lab.url, ['heal']);
    const decide = admin.getByRole('region', { name: 'Needs a person' });
    await decide.getByText('nothing of it shows').waitFor();
    expect(await decide.getByRole('button', { name: /^(It was done|Send it again|Leave it)$/ }).count()).toBe(3);
    expect(await axe(admin)).toEqual([]);
    expect(await admin.locator('nav[aria-label=Main] .sy-count [role=img]').getAttribute('aria-label')).toBe(
      '1 waits for a person',
    );
    await decide.getByRole('button', { name: 'It was done' }).click();
    await comesTo(admin, 'applied');
    await rollBack(admin);
  });

  it('shows three sides as they become known, says what each word will do, and does it', async () => {
    const id = await idOf('record-sets', OTHER);
    const edit = await proposed('dns.edit', { recordSetId: id, ttl: 240 });
    // What was written does not show there.
    await labCommand(panel.lab.url, ['fail', 'cloudflare', 'stale', 'zone=us.meridian.example']);
    await panel.api('POST', `/plans/${edit.id}/apply`, {});
    await expect.poll(async () => (await plan(edit.id)).state, PATIENCE).toBe('needs_person');
    await go(admin, `/plans/${edit.id}`);
    const decide = admin.getByRole('region', { name: 'Needs a person' });
    await expect.poll(() => decide.innerText(), PATIENCE).toMatch(/TTL\s+60 s\s+240 s\s+60 s\s+as it was/);

    // Meanwhile somebody writes by hand.
    await labCommand(panel.lab.url, ['record', 'set', OTHER, 'A', '203.0.113.99']);
    await labCommand(panel.lab.url, ['heal']);
    await decide.getByRole('button', { name: 'Look again' }).click();
    await expect.poll(() => decide.innerText(), PATIENCE).toMatch(/203\.0\.113\.99\s+neither/);
    await expect.poll(() => decide.innerText(), PATIENCE).toMatch(/over what is there now; the plan ends there/);
    expect(await axe(admin)).toEqual([]);

    // Whoever looks at the record set knows of it.
    await go(admin, `/record-sets/${id}`);
    await says(admin, new RegExp(`Plan ${edit.number} needs a person`));
    await admin.getByRole('link', { name: new RegExp(`^Plan ${edit.number} `) }).click();
    await decide.getByRole('button', { name: 'Send it again' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Send it again' }).click();
    await comesTo(admin, 'applied');

    // In its timeline, and in the list that it leads to.
    await go(admin, `/record-sets/${id}`);
    await says(admin, new RegExp(`Plan ${edit.number} .*\\s+applied, planned by `));
    await admin.getByRole('link', { name: 'Its plans' }).click();
    await says(admin, new RegExp(`linked to\\s+${OTHER}`));
    await expect.poll(() => admin.getByText(edit.title).count(), PATIENCE).toBeGreaterThan(0);
    expect(problems(admin)).toEqual([]);
  });
});

describe('what is part of it', () => {
  it('is chosen on the plan, and planned again', async () => {
    const { id } = await flip();
    await go(admin, `/plans/${id}`);
    await admin.getByRole('tab', { name: /Left out/ }).click();
    const first = admin.getByRole('list', { name: 'Left out' }).getByRole('checkbox').first();
    await first.check();
    await admin.getByRole('button', { name: 'Plan again with 2' }).click();
    await expect.poll(() => idOn(admin), PATIENCE).not.toBe(id);
    await says(admin, /Flip 2 record sets/);
    expect((await plan(id)).state).toBe('cancelled');
  });

  it('is asked for with the reason why it cannot be guessed', async () => {
    await go(admin, `/instances/${await idOf('instances', 'eu-prod-batch-1')}`);
    await admin.getByRole('button', { name: 'Repoint DNS' }).click();
    // Also once the address holds all that the form begins with.
    await expect.poll(() => admin.url(), PATIENCE).toMatch(/dns\.repoint.*addresses=/);
    await says(admin, /nothing looks like what replaced eu-prod-batch-1: choose one/);
  });

  it('is told with what depends on it, and at the head with what it waits for', async () => {
    const { id } = await flip();
    await go(admin, `/plans/${id}?tab=impact`);
    await expect
      .poll(() => admin.getByLabel('What depends on').locator('option:checked').innerText(), PATIENCE)
      .toBe(`${FLIPPED} A`);
    await panel.api('POST', `/plans/${id}/schedule`, { at: new Date(Date.now() + 3_600_000).toISOString() });
    await says(admin, /Scheduled for .*\s+it is planned again then/);
    await panel.api('POST', `/plans/${id}/cancel`, {});
    await comesTo(admin, 'cancelled');
  });

  it('is typed before what cannot be undone', async () => {
    const { id } = await proposed('cache.purge', { zoneId: await idOf('zones', 'meridian.example'), everything: true });
    await go(admin, `/plans/${id}`);
    await comesTo(admin, 'proposed');
    await admin.keyboard.press('a');
    const dialog = admin.getByRole('dialog');
    await dialog.getByText(/Cannot be undone/).waitFor();
    const purge = dialog.getByRole('button', { name: /Purge/ });
    expect(await purge.getAttribute('aria-disabled')).toBe('true');
    await admin.keyboard.type('meridian.example');
    await admin.keyboard.press('Enter');
    await comesTo(admin, 'applied');
    expect(await admin.getByRole('button', { name: 'Roll back' }).count()).toBe(0);
  });
});

describe('what is on record', () => {
  it('is told of a request', async () => {
    const { items } = (await panel.api('GET', '/plans?action=dns.flip&state=undone&limit=1')) as { items: Plan[] };
    await go(admin, `/plans/${items[0]!.id}`);
    await admin.getByRole('link', { name: 'the request' }).click();
    await expect.poll(() => admin.url()).toContain(`/requests/${items[0]!.requestId}`);
    await says(admin, /plans\.propose/);
    await says(admin, new RegExp(items[0]!.title));
    // The pulls that the plan caused, whoever applied it.
    await says(admin, /Sync runs\s[\s\S]*cloudflare/);
  });
});

describe('every page of plans', () => {
  it.each([
    ['wide and light', 1440, 'light'],
    ['on a phone and dark', 390, 'dark'],
  ] as const)('is accessible %s', async (_, width, theme) => {
    const { id } = await flip();
    const applied = ((await panel.api('GET', '/plans?state=undone&limit=1')) as Listed).items[0]!.id;
    const page = await panel.signIn('admin', { width, theme });
    for (const path of [
      '/plans',
      '/plans/new',
      '/plans/new?action=dns.flip',
      `/plans/new?action=dns.edit&recordSetId=${ids.recordSet}`,
      `/plans/${id}`,
      `/plans/${id}?tab=left-out`,
      `/plans/${applied}`,
    ]) {
      await go(page, path);
      await expect.poll(() => page.locator('main [aria-label=Loading]').count(), PATIENCE).toBe(0);
      expect(await axe(page), path).toEqual([]);
      const sideways = await page.locator('main').evaluate((main) => main.scrollWidth > main.clientWidth + 1);
      expect(sideways, path).toBe(false);
    }
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });
});
