import { dnsRepoint } from '../../contract/actions/dns.ts';
import type { PlanCandidate, PlanOffer } from '../../contract/plans/plan.ts';
import { contentsOf, type RecordSetImage } from '../../contract/plans/record-set-image.ts';
import type { Queryable } from '../../model/database.ts';
import { wrongFields } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { failed, passed, waiting } from '../engine/draft.ts';
import { withContents } from './edit.ts';
import { guessReplacements, type Machine, machineById, takenBy, type Guess } from './machine.ts';
import { type PlannedSet, setsHolding, whyNotWritable } from './record-sets.ts';
import { oneClusterCheck, somethingCheck, type Wanted, writeSteps, zoneShareCheck } from './write-sets.ts';

type Params = ReturnType<typeof dnsRepoint.params.parse>;

export const repoint = action(dnsRepoint, async ({ db }, params) => {
  const from = await machineById(db, params.fromId, 'fromId');
  const guesses = await guessReplacements(db, from);
  const to = await replacement(db, from, guesses, params);
  const { old, warnings } = await oldAddresses(db, from, to);
  const sets = await setsHolding(db, old);
  const moves = sets.map((set) => moveOf(set, new Set(old), to, params));
  const wanted = moves.flatMap(({ candidate, wanted: one }) => (candidate.selected && one ? [one] : []));
  const addresses = [...new Set(wanted.flatMap(({ change }) => contentsOf(change.after!)))].filter(
    (one) => !old.includes(one),
  );
  const clusterIds = sets.filter((_, place) => moves[place]!.candidate.selected).map(({ clusterId }) => clusterId);
  const count = `${wanted.length} record set${wanted.length === 1 ? '' : 's'}`;
  const probes = params.probe && addresses.length ? [{ check: 'probe', addresses, probe: params.probe }] : [];
  return {
    title: `Repoint ${count} from ${from.name} to ${to.name}`,
    button: `Repoint ${count}`,
    steps: writeSteps(wanted),
    candidates: moves.map(({ candidate }) => candidate),
    checks: [
      ...somethingCheck(wanted),
      to.gone
        ? failed('target-there', `${to.name} is there`, 'it is gone')
        : passed('target-there', `${to.name} is there`),
      ...(probes.length ? [waiting('probe', `Each new address answers on port ${params.probe!.port}`)] : []),
      await zoneShareCheck(db, wanted),
      await oneClusterCheck(db, clusterIds),
    ],
    probes,
    warnings,
    offers: guesses.filter(({ id }) => id !== to.id).map((guess) => otherOffer(params, guess)),
    objects: [from, to].map(({ kind, id, name }) => ({ kind, id, name })),
    clusterIds,
    onFailure: params.onFailure,
  };
});

/** The one that was chosen; else the machine itself where its address changed, else what looks most like its replacement. */
async function replacement(db: Queryable, from: Machine, guesses: readonly Guess[], params: Params): Promise<Machine> {
  if (params.toId !== undefined) return machineById(db, params.toId, 'toId');
  if (!from.gone && from.former.length > 0) return from;
  const [best] = guesses;
  if (!best) throw wrongFields({ 'params.toId': `nothing looks like what replaced ${from.name}: choose one` });
  return machineById(db, best.id, 'toId');
}

/** Addresses that are to lead elsewhere: of a machine that moved itself, those it has left. */
async function oldAddresses(db: Queryable, from: Machine, to: Machine) {
  const own = [...from.public, ...from.private, ...from.ipv6];
  const all = from.id === to.id ? from.former : [...new Set([...own, ...(from.gone ? from.former : [])])];
  const taken = await takenBy(db, all, from.id);
  const still = [...taken].filter(([, name]) => name !== to.name || from.id === to.id);
  return {
    old: all.filter((address) => !still.some(([one]) => one === address)),
    warnings: still.map(([address, name]) => ({
      text: `${address} is ${name}'s now: record sets that hold it are left as they are`,
      objects: [],
    })),
  };
}

function moveOf(
  set: PlannedSet,
  old: ReadonlySet<string>,
  to: Machine,
  params: Params,
): { candidate: PlanCandidate; wanted: Wanted | null } {
  const { image } = set;
  const next = image.type === 'AAAA' ? to.ipv6 : to[params.addresses];
  const kept = contentsOf(image).filter((content) => !old.has(content));
  const contents = [...new Set([...kept, ...next])];
  const after: RecordSetImage = { ...image, values: withContents(image, contents) };
  const reason =
    next.length === 0
      ? `${to.name} has ${image.type === 'AAAA' ? 'no IPv6 address' : `no ${params.addresses} address`}`
      : whyNotWritable(set, after);
  return {
    candidate: {
      id: set.id,
      kind: 'record_sets',
      name: `${image.name} ${image.type}`,
      detail: `${contentsOf(image).join(', ')} → ${contents.join(', ')}`,
      selected: reason === null && !params.exclude.includes(set.id),
      reason,
    },
    wanted: reason === null ? { zone: set.zone, change: { id: set.id, before: image, after } } : null,
  };
}

const otherOffer = (params: Params, { id, name, because }: Guess): PlanOffer => ({
  when: 'before',
  label: `Move to ${name} instead (${because})`,
  action: 'dns.repoint',
  params: { ...params, toId: id },
});
