import type { KindName } from '../../../contract/kinds/all.ts';
import { askedFor } from '../asked-scopes.ts';
import { SystemError } from '../errors.ts';
import { type Listing, listScope } from '../listing.ts';
import { withOwnSignal } from '../own-signal.ts';
import type { Pulled, PulledSource, PullTools, ScopeName } from '../system.ts';
import type { Place } from './domain-row.ts';
import { failureOf } from './failure.ts';
import { GuestAgents } from './guest-agents.ts';
import { hostByHost } from './host-by-host.ts';
import { readHost } from './host-row.ts';
import { type Host, hostsOf } from './hosts-of-source.ts';
import { listMachines } from './machines.ts';
import { listNetworks } from './networks.ts';
import { type OpenHost, openHost } from './open-host.ts';
import { isUnsupported } from './rpc/unsupported.ts';
import { listPools } from './storage-pools.ts';
import { listVolumes } from './volumes.ts';

/** In this order: the others belong to the host. */
const kinds = ['hosts', 'virtual_machines', 'storage_pools', 'volumes', 'networks'] as const;
type Kind = (typeof kinds)[number];

export function pullHosts(source: PulledSource, tools: PullTools, asked?: ScopeName[]): AsyncIterable<Pulled> {
  return withOwnSignal(tools.signal, (signal) => pull(source, { ...tools, signal }, asked));
}

async function* pull(source: PulledSource, tools: PullTools, asked: ScopeName[] | undefined): AsyncGenerator<Pulled> {
  const { group, hosts } = hostsOf(source);
  yield { type: 'account', account: group };
  if (!asked) yield { type: 'scopes', kinds: ['hosts'], scopes: hosts.map(({ key }) => key) };
  const parts = asked ? askedParts(hosts, asked) : hosts.map((host) => ({ host, of: kinds as readonly Kind[] }));
  for (const { kind, scope } of asked ?? []) {
    if (!hosts.some(({ key }) => key === scope)) yield unknownHost(kind, scope);
  }
  yield* hostByHost(
    source.id,
    parts.map(({ host, of }) => ({ host, part: () => pullHost(host, of, { source, group, tools }) })),
  );
}

function askedParts(hosts: readonly Host[], asked: readonly ScopeName[]): { host: Host; of: readonly Kind[] }[] {
  const scopes = askedFor(asked);
  return hosts.flatMap((host) => {
    const of = kinds.filter((kind) => scopes.kinds(host.key).includes(kind));
    return of.length > 0 ? [{ host, of }] : [];
  });
}

interface Order {
  source: PulledSource;
  group: string;
  tools: PullTools;
}

/** Everything of one host. What goes wrong with it is nobody else's trouble. */
async function* pullHost(host: Host, of: readonly Kind[], { source, group, tools }: Order): AsyncGenerator<Pulled> {
  const { signal } = tools;
  const agents = new GuestAgents(source.id, () => openHost(host, tools, signal, { readOnly: false }));
  let open: OpenHost | undefined;
  try {
    open = await openHost(host, tools, signal);
    const name = await open.session.call('connectGetHostname', {});
    const place = { group, host: name, hostKey: host.key };
    for (const kind of of) {
      const listing = inOurTerms(listingOf(kind, open, place, agents, tools));
      yield* listScope(kind, host.key, listing as Listing<Kind>, { signal, concernsAll: () => false });
    }
  } catch (error) {
    signal.throwIfAborted();
    for (const kind of of) yield { type: 'end', kind, scope: host.key, complete: false, error: failureOf(error) };
  } finally {
    await Promise.all([open?.close(), agents.close()]);
  }
}

function listingOf(kind: Kind, open: OpenHost, place: Place, agents: GuestAgents, tools: PullTools): Listing<Kind> {
  switch (kind) {
    case 'hosts':
      return theHost(open, place, tools);
    case 'virtual_machines':
      return listMachines(open.session, place, agents);
    case 'storage_pools':
      return listPools(open.session, place);
    case 'volumes':
      return listVolumes(open.session, place);
    case 'networks':
      return listNetworks(open.session, place);
  }
}

async function* theHost(open: OpenHost, { group }: Place, { policy }: PullTools): Listing<'hosts'> {
  const observedAt = new Date();
  yield { observedAt, rows: [await readHost(open, { group, policy })] };
}

/** A host without a driver for something has none of it. */
async function* inOurTerms<N extends KindName>(listing: Listing<N>): Listing<N> {
  try {
    return yield* listing;
  } catch (error) {
    if (!isUnsupported(error)) throw failureOf(error);
  }
}

const unknownHost = (kind: KindName, scope: string): Pulled => ({
  type: 'end',
  kind,
  scope,
  complete: false,
  error: new SystemError('permanent', `The source has no host ${scope}`),
});
