import { syncedKinds } from '../../contract/kinds/all.ts';
import { writeAudit } from '../../model/panel/audit.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { changeObject, seedFinding, seedObjects, seedSource, type Seed } from '../../server/test-estate.ts';
import type { TestServer } from '../../server/test-server.ts';
import { seedPlan } from './plan-estate.ts';

/** Stands in everything that readers of the red cluster must never see. An answer that holds it has leaked. */
export const MARK = 'bluemark';

export interface Estate {
  red: string;
  blue: string;
  /** Kind → one object in the red cluster, one in the blue. */
  own: Record<string, string>;
  foreign: Record<string, string>;
  /** Was blue until a moment ago, and is red now. */
  moved: string;
  /** Ids of everything blue. */
  hidden: string[];
  sourceId: string;
  runId: string;
  /** Before the last changes. */
  earlier: string;
}

const address = { red: '192.0.2.10', blue: '192.0.2.20' };

/** Fields that link the objects of both clusters with each other, across the border too. */
function fieldsOf(kind: string, colour: 'red' | 'blue'): Record<string, unknown> {
  const name = colour === 'blue' ? `${MARK}-${kind.replaceAll('_', '-')}` : `red-${kind.replaceAll('_', '-')}`;
  const both = Object.values(address);
  switch (kind) {
    case 'instances':
      return { name, state: 'running', publicAddresses: [address[colour]], tags: { owner: name } };
    case 'addresses':
      return { name, address: address[colour], instanceKey: `instances-${colour}` };
    case 'target_groups': {
      const targets = ['red', 'blue'].map((one) => ({
        id: `instances-${one}`,
        port: 80,
        health: 'healthy',
        reason: null,
      }));
      return {
        name,
        targetType: 'instance',
        loadBalancerKeys: ['load_balancers-red', 'load_balancers-blue'],
        targets: colour === 'red' ? targets.slice(0, 1) : targets,
      };
    }
    case 'maintenance_events':
      return {
        name,
        state: 'scheduled',
        code: 'reboot',
        instanceKey: `instances-${colour}`,
        notBefore: new Date(Date.now() + 3_600_000).toISOString(),
      };
    case 'record_sets':
      return { name, type: 'A', contents: both, zone: `${colour}.example.org` };
    default:
      return { name };
  }
}

export async function makeEstate(server: TestServer): Promise<Estate> {
  const { worker } = server.db;
  const [red, blue] = [await server.cluster('red'), await server.cluster(`${MARK}-cluster`)];
  const source = await seedSource(worker, 'shared-source', { scope: 'shared-scope' });
  await worker.query(`UPDATE sources SET settings = $1, last_error = $2`, [
    JSON.stringify({ url: `http://${MARK}.example` }),
    MARK,
  ]);

  const seeds = syncedKinds.flatMap((kind) =>
    (['red', 'blue'] as const).map((colour): Seed => ({
      kind: kind.name,
      key: `${kind.name}-${colour}`,
      clusterId: colour === 'red' ? red : blue,
      fields: fieldsOf(kind.name, colour),
      raw: { colour, note: colour === 'blue' ? MARK : 'red', rawOf: `raw-${MARK}` },
    })),
  );
  const ids = await seedObjects(worker, source, seeds);
  const of = (colour: string) =>
    Object.fromEntries(seeds.flatMap((seed, n) => (seed.key.endsWith(colour) ? [[seed.kind, ids[n]!]] : [])));
  const [own, foreign] = [of('red'), of('blue')];

  const [moved] = await seedObjects(worker, source, [
    { kind: 'instances', key: 'moved', clusterId: blue, fields: { name: `${MARK}-before-it-moved`, state: 'running' } },
  ]);
  const earlier = new Date().toISOString();
  await changeObject(worker, 'instances', moved!, `cluster_id = '${red}', name = 'moved', search = 'moved'`);

  own.findings = await seedFinding(worker, {
    subjectKind: 'instances',
    subjectId: own.instances!,
    clusterId: red,
    severity: 'attention',
    title: `it differs from ${MARK}`,
    reason: `${MARK} has other values`,
    involved: [{ kind: 'record_sets', id: foreign.record_sets, name: MARK, part: 'other' }],
  });
  foreign.findings = await seedFinding(worker, {
    subjectKind: 'instances',
    subjectId: foreign.instances!,
    clusterId: blue,
    severity: 'failing',
    title: MARK,
    reason: MARK,
  });
  own.clusters = red;
  foreign.clusters = blue;

  const about = (ids: Record<string, string>) => [{ kind: 'record_sets', id: ids.record_sets! }];
  own.plans = await seedPlan(worker, { title: 'red-plan', clusterIds: [red], about: about(own) });
  foreign.plans = await seedPlan(worker, { title: MARK, clusterIds: [blue], about: about(foreign) });
  // Of several clusters, and of an object in none: readers of one of them see neither.
  const wide = [
    await seedPlan(worker, { title: MARK, clusterIds: [red, blue], about: about(own) }),
    await seedPlan(worker, { title: MARK, clusterIds: [red, null], about: about(own) }),
  ];

  const runId = uuidv7();
  await worker.query(
    `INSERT INTO sync_runs (id, source_id, state, trigger, started_at, finished_at, complete, incomplete, listed, created, updated, gone, held, malformed, error, scopes)
     VALUES ($1, $2, 'failed', 'schedule', now(), now(), 0, 1, 0, 0, 0, 0, 0, 0, $3, '[]')`,
    [runId, source.sourceId, MARK],
  );
  const secretUser = await server.user(`${MARK}-user`, 'viewer', null);
  await server.token('viewer', null);
  await worker.query(`UPDATE tokens SET created_by = $1`, [MARK]);
  const tokenId = (await worker.query<{ id: string }>('SELECT id FROM tokens LIMIT 1')).rows[0]!.id;
  await writeAudit(worker, { action: 'test', objectName: MARK });
  const auditId = (await worker.query<{ id: string }>(`SELECT id FROM audit WHERE action = 'test'`)).rows[0]!.id;
  for (const table of ['day_counts', 'change_counts']) await worker.query(`DELETE FROM ${table}`);
  Object.assign(own, {
    sources: source.sourceId,
    sync_runs: runId,
    users: secretUser,
    tokens: tokenId,
    audit: auditId,
  });

  return {
    red,
    blue,
    own,
    foreign,
    moved: moved!,
    hidden: [...Object.values(foreign), ...wide, secretUser, auditId, runId],
    sourceId: source.sourceId,
    runId,
    earlier,
  };
}
