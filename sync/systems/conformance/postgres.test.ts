import { type ReplicaSet, startReplicaSet } from '../../../lab/postgres/replica-set.ts';
import { type WireFault, WireProxy } from '../../../lab/postgres/wire-proxy.ts';
import { postgres } from '../postgres/postgres.ts';
import type { PulledSource } from '../system.ts';
import type { Fault, StandIn } from './stand-in.ts';
import { conformance } from './suite.ts';

const sourceAt = (servers: string[], user: string, password: string, encryption: string): PulledSource => ({
  id: '0192f000-0000-7000-8000-000000000005',
  name: 'postgres-test',
  settings: { group: 'acme', servers, user, encryption },
  secrets: { password },
});

const faults: Partial<Record<Fault['how'], WireFault>> = {
  '500': 'error',
  reset: 'reset',
  cut: 'cut',
  garbage: 'garbage',
  hang: 'hang',
  empty: 'empty',
  malformed: 'malformed',
  duplicate: 'duplicate',
};

/** What only the listing of databases asks. */
const listing = /FROM pg_database /;

/** A primary with a replica, and another primary with other data: real servers, each behind a proxy that can spoil what it says. */
async function start(): Promise<StandIn> {
  const password = 'one-password-for-both-sets';
  const make = (replicas: number): Promise<ReplicaSet> =>
    startReplicaSet({
      replicas,
      databases: ['shop', 'blog'],
      sql: [`CREATE ROLE pulls LOGIN PASSWORD '${password}' IN ROLE pg_monitor`],
      tls: true,
    });
  const sets = [await make(1), await make(0)];
  const members = sets.flatMap((set) => set.members);
  const proxies = await Promise.all(members.map((member) => WireProxy.start(member)));
  const aimed = proxies[0]!;
  const addresses = proxies.map(({ address }) => address);
  const [system] = await sets[0]!.run<{ id: string }>(
    0,
    'SELECT system_identifier::text AS id FROM pg_control_system()',
  );
  let usual: WireProxy['fault'];
  return {
    system: postgres,
    source: sourceAt(addresses, 'pulls', password, 'none'),
    wrongSource: sourceAt(addresses, 'pulls', 'no-password-of-this-role', 'none'),
    untrustedSource: sourceAt(
      members.map(({ host, port }) => `${host}:${port}`),
      'pulls',
      password,
      'verified',
    ),
    listed: { kind: 'databases', scope: system!.id },
    fail({ how }) {
      aimed.fault = { words: listing, how: faults[how]! };
    },
    heal: () => void (aimed.fault = usual),
    requests: () => proxies.reduce((sum, { queries }) => sum + queries, 0),
    async reorder() {
      usual = { words: listing, how: 'reversed' };
      aimed.fault = usual;
    },
    async stop() {
      await Promise.all(proxies.map((proxy) => proxy.stop()));
      await Promise.all(sets.map((set) => set.stop()));
    },
  };
}

conformance(
  'postgres',
  { pages: false, counts: false, accounts: false, cannot: ['429', 'revoke', 'other-account'] },
  start,
);
