import type { Listing } from '../listing.ts';
import type { Row } from '../system.ts';
import { domainRow, type Place, type ReadDomain, readDomain } from './domain-row.ts';
import { type DomainState, stateOf } from './domain-state.ts';
import type { GuestAgents, GuestWord } from './guest-agents.ts';
import { type Leases, readLeases } from './leases.ts';
import { readEach } from './read-each.ts';
import { domainStats, onlyDomains } from './rpc/flags.ts';
import { errorCodes } from './rpc/libvirt-error.ts';
import type { Domain } from './rpc/objects.ts';
import { domainStates } from './rpc/procedures.ts';
import type { Session } from './rpc/session.ts';
import { byField } from './rpc/typed-parameters.ts';

/**
 * All domains: the lists, states and leases in a handful of calls, then every XML. Those that the host does not run are its own only where
 * no other host has them.
 */
export async function* listMachines(session: Session, place: Place, agents: GuestAgents): Listing<'virtual_machines'> {
  const observedAt = new Date();
  const list = (flags: number) => session.call('connectListAllDomains', { needResults: true, flags });
  const [domains, persistent, autostart, states, leases] = await Promise.all([
    list(0),
    list(onlyDomains.persistent),
    list(onlyDomains.autostart),
    statesOf(session),
    readLeases({ session }),
  ]);
  const uuids = (some: Domain[]) => new Set(some.map(({ uuid }) => uuid));
  const [lasts, starts] = [uuids(persistent), uuids(autostart)];
  // Of one that came between the two calls nothing is known yet.
  const stateFor = ({ uuid }: Domain) => states.get(uuid) ?? stateOf(0, 0);
  yield* readEach<'virtual_machines', Domain>(observedAt, domains, {
    keyOf: ({ uuid }) => uuid,
    gone: errorCodes.noDomain,
    ask: (domain) => session.call('domainGetXmlDesc', { domain, flags: 0 }),
    async read(domain, text) {
      const read = readDomain(text);
      const { state, runs } = stateFor(domain);
      const word = runs && hasAgent(read) ? await agents.ask(domain) : undefined;
      const beside = { state, autostart: starts.has(domain.uuid), persistent: lasts.has(domain.uuid) };
      return domainRow(read, place, beside, foundOf(read, leases, word));
    },
    ifFree: (domain) => !stateFor(domain).runs,
  });
}

/** One domain as it is now. */
export async function readMachine(
  session: Session,
  place: Place,
  { agents, leases, uuid }: { agents: GuestAgents; leases: Promise<Leases>; uuid: string },
): Promise<{ row: Row<'virtual_machines'>; ifFree: boolean }> {
  // Its id is another with every start, and its name may be.
  const domain = await session.call('domainLookupByUuid', { uuid });
  const [text, { state: word, reason }, persistent, autostart, given] = await Promise.all([
    session.call('domainGetXmlDesc', { domain, flags: 0 }),
    session.call('domainGetState', { domain, flags: 0 }),
    session.call('domainIsPersistent', { domain }),
    session.call('domainGetAutostart', { domain }),
    leases,
  ]);
  const read = readDomain(text);
  const { state, runs } = stateOf(typeof word === 'number' ? word : domainStates.indexOf(word), reason);
  const said = runs && hasAgent(read) ? await agents.ask(domain) : undefined;
  const row = domainRow(read, place, { state, persistent, autostart }, foundOf(read, given, said));
  return { row, ifFree: !runs };
}

async function statesOf(session: Session): Promise<Map<string, DomainState>> {
  const records = await session.call('connectGetAllDomainStats', { domains: [], stats: domainStats.state, flags: 0 });
  return new Map(
    records.map(({ domain, parameters }) => {
      const said = byField(parameters);
      return [domain.uuid, stateOf(Number(said.get('state.state') ?? 0), Number(said.get('state.reason') ?? 0))];
    }),
  );
}

const AGENT = 'org.qemu.guest_agent.0';
const hasAgent = ({ xml }: ReadDomain) =>
  xml.devices?.channel.some(({ target }) => target?.['@name'] === AGENT && target['@state'] === 'connected') ?? false;

/** Of its own interfaces: a guest has others, of containers and tunnels in it. */
function foundOf({ xml }: ReadDomain, leases: Leases, word: GuestWord | undefined) {
  const macs = (xml.devices?.interface ?? []).map(({ mac }) => mac['@address'].toLowerCase());
  const addresses = macs.flatMap((mac) => [...(leases.get(mac) ?? []), ...(word?.addresses.get(mac) ?? [])]);
  return { addresses, hostname: word?.hostname, os: word?.os };
}
