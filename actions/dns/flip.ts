import { dnsFlip } from '../../contract/actions/dns.ts';
import type { PlanCheck, PlanOffer, PlanWarning } from '../../contract/plans/plan.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import type { Queryable } from '../../model/database.ts';
import { missing, wrongFields } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { failed, passed } from '../engine/draft.ts';
import { moveOf, standsFor } from './flip-moves.ts';
import { purgeOffers, ttlOffers, ttlWarnings } from './flip-notes.ts';
import { type LoadBalancer, loadBalancer } from './load-balancer.ts';
import { probing, type Probing } from './new-addresses.ts';
import { type PlannedSet, setsById, setsLinkedTo } from './record-sets.ts';
import { oneClusterCheck, somethingCheck, type Wanted, writeSteps, zoneShareCheck } from './write-sets.ts';

type Params = ReturnType<typeof dnsFlip.params.parse>;

export const flip = action(dnsFlip, async ({ db }, params) => {
  if (params.fromLoadBalancerId === params.toLoadBalancerId)
    throw wrongFields({ 'params.toLoadBalancerId': 'the same as where traffic goes now' });
  const from = await loadBalancer(db, params.fromLoadBalancerId, 'fromLoadBalancerId');
  const to = await loadBalancer(db, params.toLoadBalancerId, 'toLoadBalancerId');
  const sets = await candidateSets(db, from, params);
  refuseStrangers(params, sets);
  const moves = sets.map((set) => moveOf(set, from, to, params));
  const chosen = moves.filter(({ candidate }) => candidate.selected);
  const wanted = chosen.map((move) => move.wanted!);
  const clusterIds = chosen.map(({ set }) => set.clusterId);
  const count = `${wanted.length} record set${wanted.length === 1 ? '' : 's'}`;
  const probes = probing(params.probe, wanted);
  return {
    title: `Flip ${count} from ${from.name} to ${to.name}`,
    button: `Flip ${count}`,
    steps: stepsOf(wanted, probes, params),
    candidates: moves.map(({ candidate }) => candidate),
    checks: [
      ...somethingCheck(wanted),
      healthCheck(to),
      ...probes.checks,
      await zoneShareCheck(db, wanted),
      await oneClusterCheck(db, clusterIds),
    ],
    probes: probes.orders,
    warnings: [...ttlWarnings(wanted), ...probeWarnings(wanted, probes, params, to)],
    offers: [...ttlOffers(wanted), ...(await wayBackOffers(db, from, to, params, wanted)), ...purgeOffers(wanted)],
    objects: [
      { kind: 'load_balancers', id: from.id, name: from.name },
      { kind: 'load_balancers', id: to.id, name: to.name },
    ],
    clusterIds,
    alsoIn: [from, to, ...to.behind, ...sets].map(({ clusterId }) => clusterId),
    onFailure: params.onFailure,
  };
});

/** Those that somebody named, whatever they hold; else those that hold what is behind it, or its name. */
async function candidateSets(db: Queryable, from: LoadBalancer, params: Params): Promise<PlannedSet[]> {
  if (params.clusterId !== undefined) await requireCluster(db, params.clusterId);
  const ofCluster = ({ clusterId }: PlannedSet) => params.clusterId === undefined || clusterId === params.clusterId;
  if (params.recordSetIds) {
    const sets = await setsById(db, params.recordSetIds);
    if (sets.length < new Set(params.recordSetIds).size)
      throw missing('params.recordSetIds: one of them is no record set');
    return sets.filter(ofCluster);
  }
  const sets = await setsLinkedTo(db, [from.id, ...from.behind.map(({ id }) => id)]);
  return sets.filter((set) => ofCluster(set) && standsFor(set.image, from, params.addresses));
}

async function requireCluster(db: Queryable, id: string): Promise<void> {
  const { rowCount } = await db.query('SELECT 1 FROM clusters WHERE id = $1', [id]);
  if (!rowCount) throw missing('params.clusterId: there is no such cluster');
}

/** @throws Refused naming `params.include`: what is to be moved too has to be a candidate. (What is left out may have gone meanwhile.) */
function refuseStrangers({ include }: Params, sets: readonly PlannedSet[]): void {
  const known = new Set(sets.map(({ id }) => id));
  if (include.some((id) => !known.has(id)))
    throw wrongFields({ 'params.include': 'one of them is no candidate: it holds nothing of where traffic goes now' });
}

/** Nothing leads to the one: who asks may want what leads to the other. */
async function wayBackOffers(
  db: Queryable,
  from: LoadBalancer,
  to: LoadBalancer,
  params: Params,
  wanted: readonly Wanted[],
): Promise<PlanOffer[]> {
  if (wanted.length > 0 || params.recordSetIds || params.exclude.length > 0) return [];
  const there = await candidateSets(db, to, params);
  const count = there.filter((set) => moveOf(set, to, from, params).candidate.selected).length;
  if (count === 0) return [];
  const label = `The other way: flip ${count} record set${count === 1 ? '' : 's'} from ${to.name} to ${from.name}`;
  const back = { ...params, fromLoadBalancerId: to.id, toLoadBalancerId: from.id };
  return [{ when: 'instead', label, action: dnsFlip.name, params: back }];
}

/** The provider's word on all that is registered, instances of ours or not. */
function healthCheck({ name, targets, behind }: LoadBalancer): PlanCheck {
  const about = `What is behind ${name} is healthy, as the provider says`;
  if (targets.healthy === 0 && targets.unknowable) return passed('targets-healthy', about, 'functions have no health');
  if (targets.healthy === 0)
    return failed(
      'targets-healthy',
      about,
      targets.registered === 0 ? 'nothing is registered' : `none of ${targets.registered} is`,
    );
  const ill = behind.filter((one) => !one.healthy).map((one) => one.name);
  const detail = `${targets.healthy} of ${targets.registered}${ill.length ? `; not ${ill.join(', ')}` : ''}`;
  return passed('targets-healthy', about, detail);
}

/** A few first; what they point at is looked at again before the rest follows. */
function stepsOf(wanted: readonly Wanted[], { addresses, probe }: Probing, { canary }: Params): StepData[] {
  if (canary === 0 || canary >= wanted.length) return writeSteps(wanted);
  const again: StepData[] = probe
    ? [
        {
          type: 'net.probe',
          v: 1,
          target: { name: `probe of ${addresses.length} addresses after the first ${canary}` },
          addresses,
          probe,
        },
      ]
    : [];
  return [...writeSteps(wanted.slice(0, canary)), ...again, ...writeSteps(wanted.slice(canary))];
}

/** What was asked for and cannot be had is said, rather than taken for done. */
function probeWarnings(wanted: readonly Wanted[], { probe }: Probing, params: Params, to: LoadBalancer): PlanWarning[] {
  const texts = [
    ...(params.probe && !probe && wanted.length > 0
      ? [`Nothing is probed: no address is new. That ${to.name} answers is the provider’s word alone`]
      : []),
    ...(params.canary > 0 && params.canary < wanted.length && !probe
      ? [`Nothing is looked at between the first ${params.canary} and the rest`]
      : []),
  ];
  return texts.map((text) => ({ text, objects: [] }));
}
