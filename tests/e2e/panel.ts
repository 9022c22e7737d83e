import type { Browser, Page } from 'playwright-core';
import AxeBuilder from 'axe-core';
import { demoEstate } from '../../lab/demo-estate.ts';
import { startPowerDns } from '../../lab/powerdns.ts';
import { type Lab, startLab } from '../../lab/start.ts';
import type { Pool } from '../../model/database.ts';
import { firstStart } from '../../model/first-start.ts';
import { TEST_KEY, testDatabase } from '../../model/test-database.ts';
import { readConfig } from '../../runtime/config.ts';
import { startServer } from '../../server/start.ts';
import { launch } from '../../web/dev/browser.ts';
import { startWorker } from '../../workers/start.ts';
import { allComplete, until } from '../faults/estate.ts';

export const PASSWORD = 'a password for tests';
const TOKEN = 'an-admin-token-for-tests-only-0123456789';

export interface TestPanel {
  url: string;
  lab: Lab;
  browser: Browser;
  /** The database, for what no source of the tests brings. */
  pool: Pool;
  api(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A page of somebody who has signed in by the form. */
  signIn(name: string, options?: { width?: number; theme?: 'light' | 'dark' }): Promise<Page>;
  stop(): Promise<void>;
}

/** The whole panel with the demo's outside: server, worker, lab, database, browser. `estate: false`: with no source at all. */
export async function startPanel({ estate = true }: { estate?: boolean } = {}): Promise<TestPanel> {
  const db = await testDatabase();
  await firstStart({ ownerUrl: db.ownerUrl, masterKey: TEST_KEY, adminPassword: PASSWORD, adminToken: TOKEN });
  const config = { ...readConfig({ SWITCHYARD_ALLOW_NETWORKS: '127.0.0.0/8', HOST: '127.0.0.1' }), port: 0 };
  const lab = await startLab({ port: 0 });
  const powerdns = await startPowerDns({ stateDir: await scratch(), zones: lab.world.powerdns });
  const server = await startServer({ config, webUrl: db.webUrl, masterKey: TEST_KEY });
  const worker = await startWorker({ config, workerUrl: db.workerUrl, masterKey: TEST_KEY });
  const browser = await launch();

  const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  if (estate) {
    const hypervisors = lab.hypervisors.uris();
    await api('POST', '/estate', { estate: demoEstate({ labUrl: lab.url, powerdns, hypervisors }), dryRun: false });
    await until('every source is complete', allComplete(db.worker));
  }
  return {
    url: server.url,
    lab,
    browser,
    pool: db.worker,
    api,
    signIn: async (name, options) => signIn(await openPage(browser, server.url, options), name),
    async stop() {
      await browser.close();
      await worker.stop();
      await server.stop();
      await lab.stop();
      await powerdns?.stop();
      await db.drop();
    },
  };
}

async function scratch(): Promise<string> {
  const { mkdtemp } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  return mkdtemp(`${tmpdir()}/switchyard-e2e-`);
}

const problemsOf = new WeakMap<Page, string[]>();

/** Errors of the console and refused contents since the page was opened. */
export const problems = (page: Page): string[] => problemsOf.get(page) ?? [];

async function openPage(
  browser: Browser,
  url: string,
  { width = 1440, theme = 'light' }: { width?: number; theme?: 'light' | 'dark' } = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    hasTouch: width < 600,
  });
  const page = await context.newPage();
  const found: string[] = [];
  problemsOf.set(page, found);
  page.on('pageerror', (error) => found.push(error.message));
  page.on('console', (message) => {
    // The first question whether somebody is signed in is answered 401, and the browser says so.
    if (message.type() === 'error' && !message.text().includes('401')) found.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:') && !request.url().startsWith('blob:'))
      found.push(`asks another host: ${request.url()}`);
  });
  return page;
}

async function signIn(page: Page, name: string): Promise<Page> {
  await page.goto('/');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').first().waitFor();
  return page;
}

/** What axe finds wrong on the page as it is, in words. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];
    const { axe: engine } = window as unknown as {
      axe: { run(on: Document, options: unknown): Promise<{ violations: Violation[] }> };
    };
    interface Violation {
      id: string;
      help: string;
      nodes: { html: string }[];
    }
    const { violations } = await engine.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 160)}`);
  });
}

export interface Listed {
  items: { id: string; name: string; [field: string]: unknown }[];
  total: number;
}
