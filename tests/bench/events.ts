import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startLibvirtd } from '../../lab/libvirtd.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { Session } from '../../sync/systems/libvirt/rpc/session.ts';
import { dialUnix } from '../../sync/systems/libvirt/rpc/transports/unix.ts';
import { launch, signedIn } from '../../web/dev/browser.ts';
import { type BenchDatabase, benchDatabase } from './database.ts';
import { type Figure, figure, median, percentile } from './figure.ts';
import { newPage } from './pages.ts';
import { ADMIN_PASSWORD, type BenchPanel, startPanel, startProcess } from './panel.ts';

const CHANGES = 40;
/** The one machine of libvirt's test driver, which all connections of a daemon share. */
const MACHINE = 'test';

/**
 * A real libvirtd tells of a machine that is suspended and resumed; a worker and a server in processes of their own; a browser with the list of machines
 * open. From before the call that suspends it to the DOM of the page.
 */
export async function* eventsSeen(): AsyncIterable<Figure> {
  const libvirtd = await startLibvirtd();
  if (!libvirtd) return console.log('  lifecycle event → DOM: left out, for libvirtd is not installed');
  const database = await benchDatabase();
  const panel = await startPanel(database);
  const worker = await startWorker(database);
  const browser = await launch();
  const session = await Session.open(await dialUnix({ path: libvirtd.socketPath }), { uri: 'test:///default' });
  try {
    await addSource(panel, `test+unix:///default?socket=${libvirtd.socketPath}`);
    await listening(database);
    const page = await newPage(browser, {
      url: panel.url,
      cookie: await signedIn(panel.url, 'admin', ADMIN_PASSWORD),
    });
    await page.goto('/virtual-machines');
    await page.waitForSelector('.sy-grid-body .sy-row .sy-title-cell');
    const domain = await session.call('domainLookupByName', { name: MACHINE });
    const seen: number[] = [];
    for (let version = 1; version <= CHANGES; version += 1) {
      const suspends = version % 2 === 1;
      const shown = whenShown(page, suspends ? 'paused' : 'running');
      const began = Date.now();
      await session.call(suspends ? 'domainSuspend' : 'domainResume', { domain });
      seen.push((await shown) - began);
      await sleep(300 + ((version * 37) % 400));
    }
    yield figure('lifecycle event → DOM: median', median(seen), 'ms');
    yield figure('lifecycle event → DOM: 95th percentile', percentile(seen, 0.95), 'ms', { most: 500 });
  } finally {
    await session.close();
    await browser.close();
    await worker.stop();
    await panel.stop();
    await database.drop();
    await libvirtd.stop();
  }
}

const startWorker = ({ ownerUrl }: BenchDatabase) =>
  startProcess([new URL('../../bin/switchyard.mjs', import.meta.url).pathname, 'worker'], /(worker ready)/, {
    DATABASE_URL: ownerUrl,
    SWITCHYARD_KEY: TEST_KEY.toString('hex'),
  });

async function addSource({ url, admin }: BenchPanel, uri: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/sources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'hosts', system: 'libvirt', settings: { hosts: [uri] } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Until somebody listens, and the pull that it asks for is over. */
async function listening({ worker }: BenchDatabase): Promise<void> {
  for (;;) {
    const { rows } = await worker.query<{ ready: boolean }>(
      `SELECT EXISTS (SELECT FROM sync_runs WHERE state = 'listening') AND EXISTS (SELECT FROM virtual_machines)
          AND NOT EXISTS (SELECT FROM due_work WHERE task = 'pull' AND done_at IS NULL AND due_at < now() + interval '2 seconds') AS ready`,
    );
    if (rows[0]!.ready) return;
    await sleep(200);
  }
}

const whenShown = (page: Page, word: string): Promise<number> =>
  page.evaluate(
    (text) =>
      new Promise<number>((resolve) => {
        const body = document.querySelector('.sy-grid-body')!;
        const look = () => {
          if (!body.textContent!.includes(text)) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(body, { subtree: true, childList: true, characterData: true, attributes: true });
        look();
      }),
    word,
  );
