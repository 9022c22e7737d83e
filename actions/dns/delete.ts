import { dnsDelete } from '../../contract/actions/dns.ts';
import type { PlanWarning } from '../../contract/plans/plan.ts';
import type { Queryable } from '../../model/database.ts';
import { action } from '../engine/action.ts';
import { planMany } from './many-sets.ts';
import { type PlannedSet, setsLinkedTo } from './record-sets.ts';

export const deleteSets = action(dnsDelete, async ({ db }, { recordSetIds, onFailure }) => {
  const { draft, wanted } = await planMany(db, {
    ids: recordSetIds,
    verb: 'Delete',
    after: () => null,
    already: 'it is gone already',
    onFailure,
  });
  const left = await pointingAt(
    db,
    wanted.flatMap(({ change }) => change.id ?? []),
  );
  return {
    ...draft,
    warnings: left.length ? [leftWarning(left)] : [],
    alsoIn: [...draft.alsoIn!, ...left.map(({ clusterId }) => clusterId)],
  };
});

/** Names that would be left pointing at nothing. */
const pointingAt = async (db: Queryable, ids: readonly string[]): Promise<PlannedSet[]> =>
  (await setsLinkedTo(db, ids)).filter(({ id }) => !ids.includes(id));

const leftWarning = (left: readonly PlannedSet[]): PlanWarning => ({
  text: `${left.length} record set${left.length === 1 ? '' : 's'} would point at a name that is gone`,
  objects: left.slice(0, 20).map(({ id, image }) => ({ kind: 'record_sets', id, name: `${image.name} ${image.type}` })),
});
