import { dnsRepoint } from '../../contract/actions/dns.ts';
import type { PlanCandidate, PlanOffer } from '../../contract/plans/plan.ts';
import { contentsOf, type RecordSetImage, sameSet } from '../../contract/plans/record-set-image.ts';
import type { Queryable } from '../../model/database.ts';
import { wrongFields } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { failed, passed } from '../engine/draft.ts';
import { withContents } from './edit.ts';
import { allOf, type Guess, guessReplacements, heldByOthers, type Machine, machineById } from './machine.ts';
import { probing } from './new-addresses.ts';
import { type PlannedSet, setsHolding, whyNotWritable } from './record-sets.ts';
import { oneClusterCheck, somethingCheck, type Wanted, writeSteps, zoneShareCheck } from './write-sets.ts';

type Params = ReturnType<typeof dnsRepoint.params.parse>;

export const repoint = action(dnsRepoint, async ({ db }, params) => {
  const from = await machineById(db, params.fromId, 'fromId');
  const guesses = await guessReplacements(db, from);
  const to = await replacement(db, from, guesses, params);
  const left = leftBehind(from, to);
  // An Elastic IP that is there is meant by itself, whoever it is associated with.
  const others = from.kind === 'addresses' && !from.gone ? [] : await heldByOthers(db, left, [from.id, to.id]);
  const old = left.filter((address) => !others.some((one) => one.address === address));
  const sets = await setsHolding(db, old);
  const moves = sets.map((set) => moveOf(set, { from, to, old: new Set(old) }, params));
  const chosen = moves.filter(({ candidate }) => candidate.selected);
  const wanted = chosen.map((move) => move.wanted!);
  const clusterIds = chosen.map(({ set }) => set.clusterId);
  const count = `${wanted.length} record set${wanted.length === 1 ? '' : 's'}`;
  const probes = probing(params.probe, wanted);
  const there = `${to.name} is there`;
  return {
    title: `Repoint ${count} from ${from.name} to ${to.name}`,
    button: `Repoint ${count}`,
    steps: writeSteps(wanted),
    candidates: moves.map(({ candidate }) => candidate),
    checks: [
      ...somethingCheck(wanted),
      to.gone ? failed('target-there', there, 'it is gone') : passed('target-there', there),
      ...probes.checks,
      await zoneShareCheck(db, wanted),
      await oneClusterCheck(db, clusterIds),
    ],
    probes: probes.orders,
    warnings: others.map(({ address, kind, id, name }) => ({
      text: `${address} is ${name}’s now: record sets that hold it are left as they are`,
      objects: [{ kind, id, name }],
    })),
    offers: guesses.filter(({ id }) => id !== to.id).map((guess) => otherOffer(params, guess)),
    objects: [...new Map([from, to].map(({ kind, id, name }) => [id, { kind, id, name }])).values()],
    clusterIds,
    alsoIn: [from, to, ...sets, ...others].map(({ clusterId }) => clusterId),
    onFailure: params.onFailure,
  };
});

/** The one that was chosen; else the machine itself where its address changed, else what looks most like its replacement. */
async function replacement(db: Queryable, from: Machine, guesses: readonly Guess[], params: Params): Promise<Machine> {
  if (params.toId !== undefined) {
    const to = await machineById(db, params.toId, 'toId');
    if (to.id === from.id && allOf(from.former).length === 0)
      throw wrongFields({ 'params.toId': `${from.name} has had no other address of late` });
    return to;
  }
  if (!from.gone && allOf(from.former).length > 0) return from;
  const [best] = guesses;
  if (!best) throw wrongFields({ 'params.toId': `nothing looks like what replaced ${from.name}: choose one` });
  return machineById(db, best.id, 'toId');
}

/** Addresses that are to lead elsewhere: of a machine that moved itself, those it has left. */
const leftBehind = (from: Machine, to: Machine): string[] =>
  from.id === to.id
    ? allOf(from.former).filter((address) => !allOf(from).includes(address))
    : [...new Set([...allOf(from), ...(from.gone ? allOf(from.former) : [])])];

interface Move {
  set: PlannedSet;
  candidate: PlanCandidate;
  wanted: Wanted | null;
}

function moveOf(
  set: PlannedSet,
  { from, to, old }: { from: Machine; to: Machine; old: ReadonlySet<string> },
  params: Params,
): Move {
  const { image } = set;
  const which = image.type === 'AAAA' ? 'ipv6' : (params.addresses ?? likeThose(image, old, from));
  const next = which === 'public' && to.elastic.length > 0 ? to.elastic : to[which];
  const kept = contentsOf(image).filter((content) => !old.has(content));
  const contents = [...new Set([...kept, ...next])];
  const after: RecordSetImage = { ...image, values: withContents(image, contents) };
  const reason =
    next.length === 0
      ? `${to.name} has no ${which === 'ipv6' ? 'IPv6' : which} address`
      : sameSet(image, after)
        ? 'it points there already'
        : whyNotWritable(set, after);
  return {
    set,
    candidate: {
      id: set.id,
      kind: 'record_sets',
      name: `${image.name} ${image.type}`,
      detail: [contentsOf(image), ...(reason === null ? [contents] : [])].map((list) => list.join(', ')).join(' → '),
      selected: reason === null && !params.exclude.includes(set.id),
      reason,
    },
    wanted: reason === null ? { zone: set.zone, change: { id: set.id, before: image, after } } : null,
  };
}

/** A name inside the network stays inside: private addresses are followed by private ones. */
function likeThose(image: RecordSetImage, old: ReadonlySet<string>, from: Machine): 'public' | 'private' {
  const open = new Set([...from.public, ...from.former.public]);
  return contentsOf(image).some((content) => old.has(content) && open.has(content)) ? 'public' : 'private';
}

const otherOffer = (params: Params, { id, name, because }: Guess): PlanOffer => ({
  when: 'before',
  label: `Move to ${name} instead (${because})`,
  action: 'dns.repoint',
  params: { ...params, toId: id },
});
