import { benchDatabase, pullEstate, settle } from './database.ts';
import { fanOut } from './fan-out.ts';
import type { Figure } from './figure.ts';
import { instants } from './instants.ts';
import { lists } from './lists.ts';
import { startPanel } from './panel.ts';
import { makePast } from './past.ts';
import { searches } from './searches.ts';

/** The API over real HTTP with kept connections, the server in a process of its own, as an admin and as a viewer of half of all clusters. */
export async function* run(size = 100_000): AsyncIterable<Figure> {
  const database = await benchDatabase();
  try {
    await pullEstate(database, size);
    await makePast(database);
    await settle(database);
    const panel = await startPanel(database);
    try {
      const half = database.clusters.slice(0, database.clusters.length / 2);
      const readers = [
        { who: 'admin', token: panel.admin, clusters: null },
        { who: 'viewer of half', token: await panel.viewerOf(half), clusters: half },
      ];
      yield* lists(database, panel, readers);
      yield* instants(panel, readers);
      yield* searches(panel, readers);
      yield* fanOut(database, panel, size);
    } finally {
      await panel.stop();
    }
  } finally {
    await database.drop();
  }
}
