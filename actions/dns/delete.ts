import { dnsDelete } from '../../contract/actions/dns.ts';
import type { PlanWarning } from '../../contract/plans/plan.ts';
import type { Queryable } from '../../model/database.ts';
import { action } from '../engine/action.ts';
import { planMany } from './many-sets.ts';
import { setsLinkedTo } from './record-sets.ts';

export const deleteSets = action(dnsDelete, async ({ db }, { recordSetIds, onFailure }) => {
  const { draft, wanted } = await planMany(db, {
    ids: recordSetIds,
    verb: 'Delete',
    after: () => null,
    already: 'it is gone already',
    onFailure,
  });
  return {
    ...draft,
    warnings: await pointingHere(
      db,
      wanted.flatMap(({ change }) => change.id ?? []),
    ),
  };
});

/** Names that would be left pointing at nothing. */
async function pointingHere(db: Queryable, ids: readonly string[]): Promise<PlanWarning[]> {
  const left = (await setsLinkedTo(db, ids)).filter(({ id }) => !ids.includes(id));
  if (left.length === 0) return [];
  return [
    {
      text: `${left.length} record set${left.length === 1 ? '' : 's'} would point at a name that is gone`,
      objects: left
        .slice(0, 20)
        .map(({ id, image }) => ({ kind: 'record_sets', id, name: `${image.name} ${image.type}` })),
    },
  ];
}
