import { openPool } from '../../model/database.ts';
import { type ActionTrial, type Place, writesTo } from './action-trials.ts';
import { until } from './estate.ts';
import type { PlanPanel } from './plan-panel.ts';
import { addSource } from './pulls.ts';

/** Actions whose steps cannot be asked about, or are the panel's own. */
export const otherActions: Record<string, (panel: PlanPanel, place: Place) => Promise<ActionTrial>> = {
  'dns.adopt': async (panel, place) => {
    const ids = [await place.setId('www', 'A'), await place.setId('note', 'TXT')];
    const adopted = `FROM adoptions WHERE id = ANY ($1::uuid[])`;
    return {
      action: 'dns.adopt',
      params: { recordSetIds: ids },
      state: async () => (await panel.db.query(`SELECT id ${adopted} ORDER BY id`, [ids])).rows.map(({ id }) => id),
      after: () => ids.toSorted(),
      // By hand in the middle: half of it is done already, or undone.
      foreign: async () => {
        const { rowCount } = await panel.db.query(`DELETE ${adopted}`, [ids.slice(0, 1)]);
        if (!rowCount)
          await panel.db.query(`INSERT INTO adoptions (kind, id, adopted_by) VALUES ('record_sets', $1, 'eve')`, [
            ids[0],
          ]);
      },
      undoneAnyway: true,
      ...refusing(panel, 'adoptions', ids[0]!),
    };
  },
  'source.set-mode': async (panel, { zone }) => {
    const id = await addSource(panel.db, zone.name, 'powerdns', {
      url: `${panel.lab.url}/powerdns`,
      apiKey: panel.powerdns?.apiKey ?? 'none',
    });
    return {
      action: 'source.set-mode',
      params: { sourceId: id, mode: 'write-all' },
      state: async () => (await panel.db.query('SELECT mode FROM sources WHERE id = $1', [id])).rows[0]?.mode,
      after: () => 'write-all',
      foreign: async () => void (await panel.db.query(`UPDATE sources SET mode = 'write-adopted' WHERE id = $1`, [id])),
      ...refusing(panel, 'sources', id, 'UPDATE OF mode'),
    };
  },
  'source.release-held': async (panel, { zone }) => {
    const { rows } = await panel.db.query<{ id: string }>(
      `SELECT h.id FROM held_changes h JOIN zones z ON z.source_id = h.source_id AND z.key = h.scope WHERE z.name = $1`,
      [zone.name],
    );
    const id = rows[0]!.id;
    return {
      action: 'source.release-held',
      params: { heldChangeId: id },
      state: async () => (await panel.db.query('SELECT state FROM held_changes WHERE id = $1', [id])).rows[0]?.state,
      after: () => 'released',
      foreign: async () => void (await panel.db.query(`UPDATE held_changes SET state = 'kept' WHERE id = $1`, [id])),
      irreversible: 'none of its steps can be undone',
      ...refusing(panel, 'held_changes', id, 'UPDATE'),
    };
  },
  'cache.purge': async (panel, { zone, zoneId }) => ({
    action: 'cache.purge',
    params: { zoneId: await zoneId(), hosts: [`www.${zone.name}`] },
    state: async () => panel.lab.world.cloudflare.purges.flatMap((one) => (one.zone === zone.name ? [one.hosts] : [])),
    after: () => [[`www.${zone.name}`]],
    aim: {
      service: 'cloudflare',
      operation: 'POST /zones/:id/purge_cache',
      zone: zone.name,
      refusal: { how: 'missing', permission: 'Cache Purge' },
    },
    blind: true,
    irreversible: 'none of its steps can be undone',
    arrived: () => writesTo(panel, `cache.purge ${zone.name}`),
  }),
};

/** The panel's own database takes no write of this row, until it is mended. */
function refusing(
  { server }: PlanPanel,
  table: string,
  id: string,
  event = 'INSERT',
): Pick<ActionTrial, 'refuse' | 'mend'> {
  const name = `refuse_${id.replaceAll('-', '')}`;
  const asOwner = async (sql: string) => {
    const owner = openPool(server.db.ownerUrl, 1, 'test owner');
    await owner.query(sql).finally(() => owner.end());
  };
  return {
    refuse: () =>
      asOwner(
        `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$;
         CREATE TRIGGER ${name} BEFORE ${event} ON ${table} FOR EACH ROW WHEN (NEW.id = '${id}') EXECUTE FUNCTION ${name}()`,
      ),
    mend: () => asOwner(`DROP TRIGGER ${name} ON ${table}; DROP FUNCTION ${name}()`),
  };
}

/** Has most of a zone vanish, so that a brake holds it for a person. */
export async function holdChanges(panel: PlanPanel, zones: readonly string[]): Promise<void> {
  for (const name of zones) {
    const { records } = panel.lab.world.zoneNamed(name)!;
    for (const record of [...records].filter(({ type }) => type === 'A')) records.delete(record.id);
  }
  const { id } = await panel.one('sources', 'cloudflare-3');
  const held = async () =>
    (await panel.db.query<{ count: number }>(`SELECT count(*) FROM held_changes WHERE state = 'open'`)).rows[0]!.count;
  await until('all are held', async () => {
    await panel.api('POST', `/sources/${id}/sync`);
    return (await held()) === zones.length;
  });
}
