import { dnsFlip } from '../../contract/actions/dns.ts';
import type { PlanCandidate, PlanCheck, PlanOffer } from '../../contract/plans/plan.ts';
import { contentsOf, type RecordSetImage, sameSet } from '../../contract/plans/record-set-image.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import { findSystemCard } from '../../contract/systems/all.ts';
import { missing, wrongFields } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { failed, passed, waiting } from '../engine/draft.ts';
import { withContents } from './edit.ts';
import { type LoadBalancer, loadBalancer } from './load-balancer.ts';
import { type PlannedSet, setsById, setsLinkedTo, whyNotWritable } from './record-sets.ts';
import { oneClusterCheck, somethingCheck, type Wanted, writeSteps, zoneShareCheck } from './write-sets.ts';

/** Types that stand for a load balancer by holding its name. */
const BY_NAME = new Set(['CNAME', 'ALIAS', 'ANAME']);
/** A TTL above it makes a flip slow to be seen. */
const SOON = 60;

type Params = ReturnType<typeof dnsFlip.params.parse>;

export const flip = action(dnsFlip, async ({ db }, params) => {
  if (params.fromLoadBalancerId === params.toLoadBalancerId)
    throw wrongFields({ 'params.toLoadBalancerId': 'the same as where traffic goes now' });
  const from = await loadBalancer(db, params.fromLoadBalancerId, 'fromLoadBalancerId');
  const to = await loadBalancer(db, params.toLoadBalancerId, 'toLoadBalancerId');
  const sets = (await linkedSets(db, from, params)).filter((set) => standsFor(set.image, from, params.addresses));
  const moves = sets.map((set) => moveOf(set, from, to, params));
  const wanted = moves.filter(({ candidate }) => candidate.selected).map(({ wanted: one }) => one!);
  const count = `${wanted.length} record set${wanted.length === 1 ? '' : 's'}`;
  const addresses = newAddresses(wanted);
  return {
    title: `Flip ${count} from ${from.name} to ${to.name}`,
    button: `Flip ${count}`,
    steps: stepsOf(wanted, addresses, params),
    candidates: moves.map(({ candidate }) => candidate),
    checks: [
      ...somethingCheck(wanted),
      healthCheck(to),
      ...(params.probe && addresses.length ? [waiting('probe', probeWords(params))] : []),
      await zoneShareCheck(db, wanted),
      await oneClusterCheck(
        db,
        sets.filter((_, place) => moves[place]!.candidate.selected).map(({ clusterId }) => clusterId),
      ),
    ],
    probes: params.probe && addresses.length ? [{ check: 'probe', addresses, probe: withHost(params, wanted) }] : [],
    warnings: ttlWarning(wanted),
    offers: [...ttlOffer(wanted), ...purgeOffers(wanted)],
    objects: [
      { kind: 'load_balancers', id: from.id, name: from.name },
      { kind: 'load_balancers', id: to.id, name: to.name },
    ],
    clusterIds: sets.filter((_, place) => moves[place]!.candidate.selected).map(({ clusterId }) => clusterId),
    alsoIn: [from, to, ...to.behind, ...sets].map(({ clusterId }) => clusterId),
    onFailure: params.onFailure,
  };
});

async function linkedSets(
  db: Parameters<typeof setsById>[0],
  from: LoadBalancer,
  params: Params,
): Promise<PlannedSet[]> {
  if (params.recordSetIds) {
    const sets = await setsById(db, params.recordSetIds);
    if (sets.length < new Set(params.recordSetIds).size)
      throw missing('params.recordSetIds: one of them is no record set');
    return sets;
  }
  const sets = await setsLinkedTo(db, [from.id, ...from.behind.map(({ id }) => id)]);
  return params.clusterId ? sets.filter(({ clusterId }) => clusterId === params.clusterId) : sets;
}

const sameName = (content: string, { dnsName }: LoadBalancer) =>
  dnsName !== null && (content.toLowerCase() === dnsName || content.toLowerCase() === `dualstack.${dnsName}`);

/** All its values are addresses of what is behind it, or of itself; or it holds its name. */
export function standsFor(image: RecordSetImage, balancer: LoadBalancer, which: 'public' | 'private'): boolean {
  const contents = contentsOf(image);
  if (contents.length === 0) return false;
  if (BY_NAME.has(image.type)) return contents.every((content) => sameName(content, balancer));
  if (image.type !== 'A' && image.type !== 'AAAA') return false;
  const known = new Set([
    ...balancer.addresses,
    ...balancer.behind.flatMap((one) =>
      image.type === 'AAAA' ? one.ipv6 : which === 'public' ? one.anyPublic : one.private,
    ),
  ]);
  return contents.every((content) => known.has(content));
}

/** One address of several machines is that machine's own name, not the load balancer's; it moves only if somebody says so. */
const namesMachine = (image: RecordSetImage, from: LoadBalancer) =>
  !BY_NAME.has(image.type) && contentsOf(image).length === 1 && from.behind.length > 1;

interface Move {
  candidate: PlanCandidate;
  wanted: Wanted | null;
}

function moveOf(set: PlannedSet, from: LoadBalancer, to: LoadBalancer, params: Params): Move {
  const { image } = set;
  const contents = newContents(image, from, to, params.addresses);
  const after: RecordSetImage = { ...image, values: withContents(image, contents) };
  const reason =
    contents.length === 0
      ? `nothing healthy behind ${to.name} has ${image.type === 'AAAA' ? 'an IPv6 address' : `a ${params.addresses} address`}`
      : sameSet(image, after)
        ? 'it points there already'
        : whyNotWritable(set, after);
  const aMachines = namesMachine(image, from);
  const chosen = !aMachines || params.include.includes(set.id) || params.recordSetIds?.includes(set.id) === true;
  const selected = reason === null && chosen && !params.exclude.includes(set.id);
  const shown = contents.length
    ? `${contentsOf(image).join(', ')} → ${contents.join(', ')}`
    : contentsOf(image).join(', ');
  return {
    candidate: {
      id: set.id,
      kind: 'record_sets',
      name: `${image.name} ${image.type}`,
      detail: `${shown} · TTL ${image.ttl === null ? 'automatic' : `${image.ttl} s`}${image.proxied ? ' · proxied' : ''}${aMachines ? ' · names one machine' : ''}`,
      selected,
      reason,
    },
    wanted: reason === null ? { zone: set.zone, change: { id: set.id, before: image, after } } : null,
  };
}

/** Never an empty set: nothing to point at is a reason not to move. */
function newContents(
  image: RecordSetImage,
  from: LoadBalancer,
  to: LoadBalancer,
  which: 'public' | 'private',
): string[] {
  if (BY_NAME.has(image.type)) return to.dnsName === null ? [] : [to.dnsName];
  const fixed = contentsOf(image).every((content) => from.addresses.includes(content));
  if (fixed && to.addresses.length && image.type === 'A') return to.addresses.toSorted();
  const healthy = to.behind.filter((one) => one.healthy);
  const addresses = healthy.flatMap((one) => (image.type === 'AAAA' ? one.ipv6 : one[which]));
  return [...new Set(addresses)].toSorted();
}

function healthCheck(to: LoadBalancer): PlanCheck {
  const healthy = to.behind.filter((one) => one.healthy);
  const about = `What is behind ${to.name} is healthy, as the provider says`;
  const ill = to.behind.filter((one) => !one.healthy).map(({ name }) => name);
  if (healthy.length === 0) return failed('targets-healthy', about, `none of ${to.behind.length} is`);
  return passed(
    'targets-healthy',
    about,
    `${healthy.length} of ${to.behind.length}${ill.length ? `; not ${ill.join(', ')}` : ''}`,
  );
}

const newAddresses = (wanted: readonly Wanted[]): string[] =>
  [
    ...new Set(
      wanted.flatMap(({ change }) =>
        change.after && !BY_NAME.has(change.after.type)
          ? contentsOf(change.after).filter((content) => !contentsOf(change.before!).includes(content))
          : [],
      ),
    ),
  ].toSorted();

const withHost = (params: Params, wanted: readonly Wanted[]) => ({
  ...params.probe!,
  ...(params.probe!.kind === 'tcp' ? {} : { host: params.probe!.host ?? wanted[0]!.change.after!.name }),
});

const probeWords = ({ probe }: Params) =>
  `Each new address answers ${probe!.kind === 'tcp' ? `on port ${probe!.port}` : `${probe!.kind} on port ${probe!.port}`}`;

/** A few first; what they point at is looked at again before the rest follows. */
function stepsOf(wanted: readonly Wanted[], addresses: string[], params: Params): StepData[] {
  const first = params.canary > 0 && params.canary < wanted.length ? params.canary : 0;
  if (first === 0) return writeSteps(wanted);
  return [
    ...writeSteps(wanted.slice(0, first)),
    ...(params.probe && addresses.length
      ? [
          {
            type: 'net.probe' as const,
            v: 1 as const,
            target: { name: `probe of ${addresses.length} addresses after the first ${first}` },
            addresses,
            probe: withHost(params, wanted),
          },
        ]
      : []),
    ...writeSteps(wanted.slice(first)),
  ];
}

const slow = (wanted: readonly Wanted[]) =>
  wanted.filter(({ change }) => !change.before!.proxied && (change.before!.ttl ?? 300) > SOON);

function ttlWarning(wanted: readonly Wanted[]) {
  const late = slow(wanted);
  if (late.length === 0) return [];
  const longest = Math.max(...late.map(({ change }) => change.before!.ttl ?? 300));
  return [
    {
      text: `Resolvers may answer the old values for up to ${longest} s (${late.length} record sets are not proxied)`,
      objects: [],
    },
  ];
}

function ttlOffer(wanted: readonly Wanted[]): PlanOffer[] {
  const ids = slow(wanted)
    .filter(({ change }) => change.before!.ttl !== null)
    .flatMap(({ change }) => change.id ?? []);
  return ids.length
    ? [
        {
          when: 'before',
          label: `Lower ${ids.length} TTLs to ${SOON} s first`,
          action: 'dns.lower-ttl',
          params: { recordSetIds: ids, ttl: SOON },
        },
      ]
    : [];
}

/** What the edge keeps came from the old side. */
function purgeOffers(wanted: readonly Wanted[]): PlanOffer[] {
  const hosts = new Map<string, { zone: Wanted['zone']; names: Set<string> }>();
  for (const { zone, change } of wanted) {
    if (
      !change.after?.proxied ||
      zone.zoneId === null ||
      !findSystemCard(zone.system)?.writes?.steps.includes('cache.purge')
    )
      continue;
    const one = hosts.get(zone.zoneKey) ?? { zone, names: new Set<string>() };
    one.names.add(change.after.name);
    hosts.set(zone.zoneKey, one);
  }
  return [...hosts.values()].map(({ zone, names }) => ({
    when: 'after',
    label: `Purge what is cached of ${names.size} hosts in ${zone.zone}`,
    action: 'cache.purge',
    params: { zoneId: zone.zoneId, hosts: [...names] },
  }));
}
