import { proposePlan } from '../../actions/engine/propose.ts';
import type { PlanState } from '../../contract/plans/states.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { seedObjects, seedSource } from '../../server/test-estate.ts';
import type { TestServer } from '../../server/test-server.ts';

/** Whose cluster, or clusters, something is of; `none`: an object in no cluster. */
export type Colour = 'red' | 'blue' | 'both' | 'none';
export type Clusters = Record<Colour, (string | null)[]>;

export interface PlanEstate {
  /** A source that plans may write, with a zone and two record sets a cluster; ids by colour. */
  sourceId: string;
  zones: Record<'red' | 'blue', string>;
  recordSets: Record<'red' | 'blue', string>;
  /** Told apart from those that are written, so that they stay as they are. */
  heldChange: string;
  /** A plan of its own, as far as it says. */
  newPlan(colour: Colour, more?: { state?: PlanState; approval?: boolean; action?: string }): Promise<string>;
}

/** One that writes nothing when a worker takes it: there is none here. */
export async function seedPlan(
  db: Pool,
  {
    title,
    clusterIds,
    action = 'dns.edit',
    about = [],
  }: { title: string; clusterIds: (string | null)[]; action?: string; about?: { kind: string; id: string }[] },
): Promise<string> {
  const draft = {
    title,
    button: title,
    steps: [
      {
        type: 'source.set-mode' as const,
        v: 1 as const,
        target: { sourceId: uuidv7(), sourceName: title },
        before: 'read' as const,
        after: 'write-all' as const,
      },
    ],
    candidates: [{ id: uuidv7(), kind: 'record_sets', name: title, detail: title, selected: true, reason: null }],
    warnings: [{ text: title, objects: [] }],
    objects: about.map((one) => ({ ...one, name: title })),
    clusterIds,
  };
  const by = { id: uuidv7(), name: title };
  return inTransaction(db, (client) => proposePlan(client, { action, params: {}, reason: title, draft, by }));
}

export async function makePlanEstate(server: TestServer, mark: string, clusters: Clusters): Promise<PlanEstate> {
  const db = server.db.worker;
  const source = await seedSource(db, 'written-source', { kind: 'zones', scope: 'all' });
  await db.query(`UPDATE sources SET system = 'cloudflare', mode = 'write-all' WHERE id = $1`, [source.sourceId]);
  const made = async (colour: 'red' | 'blue') => {
    const zone = colour === 'blue' ? `${mark}-written.example` : 'written.example';
    const clusterId = clusters[colour][0]!;
    const [zoneId, setId] = await seedObjects(db, source, [
      { kind: 'zones', key: zone, clusterId, fields: { name: zone, provider: 'cloudflare' } },
      {
        kind: 'record_sets',
        key: `www.${zone}`,
        clusterId,
        fields: {
          name: `www.${zone}`,
          type: 'A',
          contents: ['198.51.100.1'],
          values: [{ content: '198.51.100.1', ref: 'r1' }],
          zone,
          zoneKey: zone,
          ttl: 300,
          proxied: false,
          provider: 'cloudflare',
        },
      },
    ]);
    return { zoneId: zoneId!, setId: setId! };
  };
  const [red, blue] = [await made('red'), await made('blue')];
  const heldChange = uuidv7();
  await db.query(
    `INSERT INTO held_changes (id, source_id, kind, scope, reason, detail, ids, state) VALUES ($1, $2, 'record_sets', 'to-release', 'many-gone', $3, $4, 'open')`,
    [heldChange, source.sourceId, mark, [blue.setId]],
  );
  return {
    sourceId: source.sourceId,
    zones: { red: red.zoneId, blue: blue.zoneId },
    recordSets: { red: red.setId, blue: blue.setId },
    heldChange,
    async newPlan(colour, { state = 'proposed', approval = false, action } = {}) {
      const id = await seedPlan(db, {
        title: colour === 'red' ? 'red-plan' : `${mark}-plan`,
        clusterIds: clusters[colour],
        action,
      });
      await db.query(
        `UPDATE plans SET state = $2, needs_approval = $3, checks = '[]', written_count = 1, undoable_count = 1 WHERE id = $1`,
        [id, state, approval],
      );
      return id;
    },
  };
}
