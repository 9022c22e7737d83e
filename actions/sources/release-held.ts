import { sourceReleaseHeld } from '../../contract/actions/sources.ts';
import { kindNamed, syncedKinds } from '../../contract/kinds/all.ts';
import { columnOf } from '../../contract/kinds/kind.ts';
import type { PlanWarning } from '../../contract/plans/plan.ts';
import type { Queryable } from '../../model/database.ts';
import { inTheWay, missing } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';

interface Held {
  source_id: string;
  source_name: string;
  kind: string;
  title: string;
  state: string;
  ids: string[];
}

export const releaseHeld = action(sourceReleaseHeld, async ({ db }, { heldChangeId }) => {
  const { rows } = await db.query<Held>(
    `SELECT h.source_id, m.name AS source_name, h.kind, coalesce(h.scope_title, h.scope) AS title, h.state, h.ids
       FROM held_changes h JOIN write_modes() m ON m.id = h.source_id WHERE h.id = $1`,
    [heldChangeId],
  );
  const held = rows[0];
  if (!held) throw missing('params.heldChangeId: there is no such held change');
  if (held.state !== 'open') throw inTheWay(`It is ${held.state} already`);
  const what = `${kindNamed(held.kind).many} of ${held.title}`;
  return {
    title: `Release ${held.ids.length} ${what}`,
    button: `Let ${held.ids.length} rows go`,
    steps: [
      {
        type: 'source.release-held',
        v: 1,
        target: { sourceId: held.source_id, sourceName: held.source_name },
        heldChangeId,
        what,
        count: held.ids.length,
      },
    ],
    warnings: await leftDangling(db, [...held.ids, ...(await childrenOf(db, held.kind, held.ids))]),
    objects: [{ kind: 'sources', id: held.source_id, name: held.source_name }],
    clusterIds: [null],
  };
});

/** What is in a parent goes with it (sync/engine/release-held.ts). */
async function childrenOf(db: Queryable, kind: string, ids: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const child of syncedKinds.filter(({ parent }) => parent?.kind === kind)) {
    if (!kindNamed(kind).holds?.includes(child.name)) continue;
    const { rows } = await db.query<{ id: string }>(
      `SELECT c.id FROM ${child.name} c JOIN ${kind} p ON p.realm = c.realm AND p.key = c."${columnOf(child.parent!.key)}"
        WHERE p.id = ANY ($1::uuid[]) AND c.gone_at IS NULL`,
      [ids],
    );
    found.push(...rows.map(({ id }) => id));
  }
  return found;
}

/** Record sets of which every target that we know goes with these rows. */
async function leftDangling(db: Queryable, ids: readonly string[]): Promise<PlanWarning[]> {
  const { rows } = await db.query<{ id: string; name: string; total: number }>(
    `SELECT r.id, r.name || ' ' || r.type AS name, count(*) OVER ()::int AS total
       FROM record_sets r
      WHERE r.gone_at IS NULL AND r.id <> ALL ($1::uuid[])
        AND r.id IN (SELECT l.from_id FROM links l WHERE l.from_kind = 'record_sets' AND l.to_id = ANY ($1::uuid[]))
        AND NOT EXISTS (SELECT FROM links l WHERE l.from_id = r.id AND l.to_id <> ALL ($1::uuid[]))
      ORDER BY name LIMIT 20`,
    [ids],
  );
  if (rows.length === 0) return [];
  const { total } = rows[0]!;
  return [
    {
      text: `${total} record set${total === 1 ? '' : 's'} would point at nothing of ours any more`,
      objects: rows.map(({ id, name }) => ({ kind: 'record_sets', id, name })),
    },
  ];
}
