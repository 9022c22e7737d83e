import { launch, signedIn } from '../../web/dev/browser.ts';
import { benchDatabase, pullEstate, settle } from './database.ts';
import type { Figure } from './figure.ts';
import { pageTimes } from './pages.ts';
import { ADMIN_PASSWORD, startPanel } from './panel.ts';
import { changesSeen } from './seen.ts';
import { weights } from './weights.ts';

/** The built UI in a real browser, on a panel in a process of its own, with a large estate. */
export async function* run(size = 100_000): AsyncIterable<Figure> {
  const database = await benchDatabase();
  try {
    await pullEstate(database, size);
    await settle(database);
    const panel = await startPanel(database);
    const browser = await launch();
    try {
      const reader = { url: panel.url, cookie: await signedIn(panel.url, 'admin', ADMIN_PASSWORD) };
      const { rows } = await database.owner.query<{ id: string }>('SELECT id FROM instances LIMIT 1');
      const ids = { instance: rows[0]!.id, source: database.source.id, cluster: database.clusters[0]! };
      yield* weights(browser, reader, ids);
      yield* pageTimes(browser, reader, size);
      yield* changesSeen(database, browser, reader, size);
    } finally {
      await browser.close();
      await panel.stop();
    }
  } finally {
    await database.drop();
  }
}
