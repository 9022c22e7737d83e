import type { PlanCandidate } from '../../contract/plans/plan.ts';
import { contentsOf, type RecordSetImage, sameSet } from '../../contract/plans/record-set-image.ts';
import type { Queryable } from '../../model/database.ts';
import { missing } from '../../model/panel/refused.ts';
import type { Draft } from '../engine/draft.ts';
import { whyTheZoneNeedsIt } from './apex.ts';
import { type PlannedSet, setsById, whyNotWritable } from './record-sets.ts';
import { oneClusterCheck, somethingCheck, type Wanted, writeSteps, zoneShareCheck } from './write-sets.ts';

export interface ManySets {
  ids: readonly string[];
  /** "Delete", "Lower the TTL of". */
  verb: string;
  /** What becomes of each; null takes it away. */
  after: (set: PlannedSet) => RecordSetImage | null;
  /** Said of a set that is so already. */
  already: string;
  onFailure: Draft['onFailure'];
}

/** The same act on many record sets: all are listed, and those that cannot be written say why. */
export async function planMany(
  db: Queryable,
  { ids, verb, after, already, onFailure }: ManySets,
): Promise<{ draft: Draft; wanted: Wanted[] }> {
  const sets = await setsById(db, ids);
  if (sets.length < new Set(ids).size) throw missing('params.recordSetIds: one of them is no record set');
  const found = sets.map((set) => {
    const next = after(set);
    const reason = sameSet(set.image, next)
      ? already
      : (whyNotWritable(set, next) ?? whyTheZoneNeedsIt(set.zone, set.image, next));
    return { set, next, reason };
  });
  const chosen = found.filter(({ reason }) => reason === null);
  const wanted = chosen.map(({ set, next }) => ({
    zone: set.zone,
    change: { id: set.id, before: set.image, after: next },
  }));
  const clusterIds = chosen.map(({ set }) => set.clusterId);
  const one = sets.length === 1 ? `${sets[0]!.image.name} ${sets[0]!.image.type}` : `${wanted.length} record sets`;
  return {
    wanted,
    draft: {
      title: `${verb} ${one}`,
      button: `${verb} ${one}`,
      steps: writeSteps(wanted),
      candidates: found.map(({ set, reason }) => candidate(set, reason)),
      checks: [...somethingCheck(wanted), await zoneShareCheck(db, wanted), await oneClusterCheck(db, clusterIds)],
      objects: sets
        .slice(0, 20)
        .map(({ id, image }) => ({ kind: 'record_sets', id, name: `${image.name} ${image.type}` })),
      clusterIds,
      alsoIn: sets.map(({ clusterId }) => clusterId),
      onFailure,
    },
  };
}

const candidate = ({ id, image }: PlannedSet, reason: string | null): PlanCandidate => ({
  id,
  kind: 'record_sets',
  name: `${image.name} ${image.type}`,
  detail: `${contentsOf(image).join(', ')} · TTL ${image.ttl === null ? 'automatic' : `${image.ttl} s`}`,
  selected: reason === null,
  reason,
});
