import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { PanelAddress } from './panel-client.ts';

const sourceList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      lastCompleteAt: z.string().nullable(),
      lastError: z.string().nullable(),
    }),
  ),
});
const runList = z.object({ items: z.array(z.object({ listed: z.int() })) });

const EVERY_MS = 500;
const PATIENCE_MS = 120_000;

/** Tells of each source once it has been seen whole. Resolves when all have, or when patience ends. */
export async function tellFirstPulls(panel: PanelAddress, tell: (line: string) => void): Promise<void> {
  const told = new Set<string>();
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const { items } = sourceList.parse(await get(panel, '/api/v1/sources'));
    for (const { id, name, lastCompleteAt } of items) {
      if (lastCompleteAt === null || told.has(id)) continue;
      told.add(id);
      const runs = runList.parse(await get(panel, `/api/v1/sync-runs?sourceId=${id}&state=complete&limit=1`));
      tell(`${name}: ${runs.items[0]?.listed ?? 0} objects`);
    }
    if (items.every(({ id }) => told.has(id))) return tell('everything has been seen');
    await sleep(EVERY_MS);
  }
  tell('not every source has been seen whole yet; the page "Sources" tells why');
}

/** Asks for a pull of every source now. */
export async function pullEverything(panel: PanelAddress): Promise<void> {
  const { items } = sourceList.parse(await get(panel, '/api/v1/sources'));
  for (const { id } of items)
    await fetch(new URL(`/api/v1/sources/${id}/sync`, panel.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${panel.token}` },
    });
}

async function get(panel: PanelAddress, path: string): Promise<unknown> {
  const answer = await fetch(new URL(path, panel.url), { headers: { authorization: `Bearer ${panel.token}` } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}
