import { isIPv6 } from 'node:net';
import type { dnsFlip } from '../../contract/actions/dns.ts';
import type { PlanCandidate } from '../../contract/plans/plan.ts';
import { contentsOf, type RecordSetImage, sameSet } from '../../contract/plans/record-set-image.ts';
import { withContents } from './edit.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { type PlannedSet, whyNotWritable } from './record-sets.ts';
import type { Wanted } from './write-sets.ts';

/** Types that stand for a load balancer by holding its name. */
const BY_NAME = new Set(['CNAME', 'ALIAS', 'ANAME']);

type Params = ReturnType<typeof dnsFlip.params.parse>;

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
function namesMachine(image: RecordSetImage, from: LoadBalancer): boolean {
  const [only, ...more] = contentsOf(image);
  return !BY_NAME.has(image.type) && more.length === 0 && from.behind.length > 1 && !from.addresses.includes(only!);
}

/** A candidate, and what would be written of it: null where it cannot be moved. */
export interface Move {
  set: PlannedSet;
  candidate: PlanCandidate;
  wanted: Wanted | null;
}

export function moveOf(set: PlannedSet, from: LoadBalancer, to: LoadBalancer, params: Params): Move {
  const { image } = set;
  const contents = newContents(image, from, to, params.addresses);
  const after: RecordSetImage = { ...image, values: withContents(image, contents) };
  const reason = whyItStays(set, { from, to, contents, after }, params);
  const aMachines = namesMachine(image, from);
  const named = params.recordSetIds?.includes(set.id) === true || params.include.includes(set.id);
  const shown = [contentsOf(image), ...(reason === null ? [contents] : [])].map((list) => list.join(', ')).join(' → ');
  return {
    set,
    candidate: {
      id: set.id,
      kind: 'record_sets',
      name: `${image.name} ${image.type}`,
      detail: `${shown} · TTL ${image.ttl === null ? 'automatic' : `${image.ttl} s`}${image.proxied ? ' · proxied' : ''}${aMachines ? ' · names one machine' : ''}`,
      selected: reason === null && (named || !aMachines) && !params.exclude.includes(set.id),
      reason,
    },
    wanted: reason === null ? { zone: set.zone, change: { id: set.id, before: image, after } } : null,
  };
}

/** Never an empty set: nothing to point at is a reason not to move. */
function whyItStays(
  set: PlannedSet,
  move: { from: LoadBalancer; to: LoadBalancer; contents: string[]; after: RecordSetImage },
  { addresses }: Params,
): string | null {
  const { image } = set;
  const { from, to, contents, after } = move;
  if (contents.length > 0 && sameSet(image, after)) return 'it points there already';
  if (!standsFor(image, from, addresses)) return `it holds something else than ${from.name}`;
  if (contents.length === 0)
    return BY_NAME.has(image.type)
      ? `${to.name} has no name`
      : `nothing healthy behind ${to.name} has ${image.type === 'AAAA' ? 'an IPv6 address' : `a ${addresses} address`}`;
  return whyNotWritable(set, after);
}

/** The name for a name, fixed addresses for fixed addresses, and else those of what is healthy. */
function newContents(
  image: RecordSetImage,
  from: LoadBalancer,
  to: LoadBalancer,
  which: 'public' | 'private',
): string[] {
  if (BY_NAME.has(image.type)) return to.dnsName === null ? [] : [to.dnsName];
  const six = image.type === 'AAAA';
  const fixed = to.addresses.filter((address) => isIPv6(address) === six).toSorted();
  if (fixed.length > 0 && contentsOf(image).every((content) => from.addresses.includes(content))) return fixed;
  const healthy = to.behind.filter((one) => one.healthy);
  const addresses = healthy.flatMap((one) => (six ? one.ipv6 : one[which]));
  return addresses.length > 0 ? [...new Set(addresses)].toSorted() : fixed;
}
