import { dnsAdopt } from '../../contract/actions/dns.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import { missing } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { setsById } from './record-sets.ts';
import { somethingCheck } from './write-sets.ts';

export const adopt = action(dnsAdopt, async ({ db }, params) => {
  const sets = await setsById(db, params.recordSetIds);
  if (sets.length < new Set(params.recordSetIds).size)
    throw missing('params.recordSetIds: one of them is no record set');
  const chosen = sets.filter(({ adopted }) => adopted !== params.adopt);
  const sources = new Map(chosen.map(({ zone }) => [zone.sourceId, zone]));
  const verb = params.adopt ? 'Adopt' : 'Let go of';
  const title = `${verb} ${chosen.length} record set${chosen.length === 1 ? '' : 's'}`;
  const named = (set: (typeof sets)[number]) => ({
    kind: 'record_sets',
    id: set.id,
    name: `${set.image.name} ${set.image.type}`,
  });
  return {
    title,
    button: title,
    steps: [...sources.values()].map(({ sourceId, sourceName }): StepData => ({
      type: 'object.adopt',
      v: 1,
      target: { sourceId, sourceName },
      objects: chosen.filter(({ zone }) => zone.sourceId === sourceId).map(named),
      adopt: params.adopt,
    })),
    candidates: sets.map((set) => ({
      ...named(set),
      detail: `${set.zone.sourceName}, ${set.zone.mode}`,
      selected: set.adopted !== params.adopt,
      reason: set.adopted === params.adopt ? (params.adopt ? 'it is adopted already' : 'it is not adopted') : null,
    })),
    checks: somethingCheck(chosen),
    objects: sets.slice(0, 20).map(named),
    clusterIds: chosen.map(({ clusterId }) => clusterId),
    alsoIn: sets.map(({ clusterId }) => clusterId),
  };
});
