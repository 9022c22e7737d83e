import { powerdns as card } from '../../../contract/systems/powerdns.ts';
import { concurrently } from '../concurrently.ts';
import { SystemError } from '../errors.ts';
import { type Listing, listScope } from '../listing.ts';
import { withOwnSignal } from '../own-signal.ts';
import type { Pacing, Pulled, ScopeName, System } from '../system.ts';
import { unknownZones, zoneFilter } from '../zone-filter.ts';
import { checkPowerDns } from './check.ts';
import { connectPowerDns, PLANS, type PowerDnsConnection } from './connection.ts';
import { recordSets } from './record-sets.ts';
import { accountOf } from './server.ts';
import { powerDnsWriteRecordSets } from './write-record-sets.ts';
import { type ListedZones, listZones } from './zones.ts';

/** It is one's own server, which also answers queries: two requests at a time, and no more than a few milliseconds' worth. */
const pacing: Pacing = {
  requests: 50,
  seconds: 1,
  concurrency: 2,
  families: { [PLANS]: { requests: 50, seconds: 1, concurrency: 1 } },
};

export const powerdns: System = {
  card: card as unknown as System['card'],
  pacing,
  check: checkPowerDns,
  steps: { 'dns.write-record-sets': powerDnsWriteRecordSets } as System['steps'],
  pull: (source, tools, scopes) =>
    withOwnSignal(tools.signal, (signal) =>
      pullServer(connectPowerDns(source, tools, signal), scopes, { signal, concernsAll: isOfServer }),
    ),
};

/** One key opens all zones, and one server serves them. */
const isOfServer = (error: unknown) =>
  error instanceof SystemError && (error.type === 'auth' || error.type === 'rate-limited');

async function* pullServer(
  connection: PowerDnsConnection,
  asked: readonly ScopeName[] | undefined,
  how: Parameters<typeof listScope>[3],
): AsyncGenerator<Pulled> {
  const { account, label } = await accountOf(connection);
  yield { type: 'account', account, label };
  const asksZones = !asked || asked.some(({ kind, scope }) => kind === 'zones' && scope === account);

  let zoneKeys = [...new Set((asked ?? []).filter(({ kind }) => kind === 'record_sets').map(({ scope }) => scope))];
  if (asksZones) {
    const listed = await listZones(connection);
    const wants = zoneFilter(connection.settings.zones);
    const zones = { ...listed, rows: listed.rows.filter(({ name }) => wants.has(name)) };
    const unknown = unknownZones(wants, zones.rows);
    if (!asked) {
      zoneKeys = zones.rows.map(({ key }) => key);
      yield { type: 'scopes', kinds: ['zones'], scopes: [account] };
      if (listed.malformed.length === 0)
        yield { type: 'scopes', kinds: ['record_sets'], scopes: [...zoneKeys, ...unknown] };
    }
    yield* listScope('zones', account, told(zones), how);
    if (!asked) for (const scope of unknown) yield unknownZone(scope);
  }
  yield* concurrently(
    pacing.concurrency,
    zoneKeys.map((key) => () => listScope('record_sets', key, recordSets(connection, key), how)),
  );
}

async function* told(zones: ListedZones): Listing<'zones'> {
  yield zones;
}

const unknownZone = (scope: string): Pulled => ({
  type: 'end',
  kind: 'record_sets',
  scope,
  complete: false,
  error: new SystemError('permanent', `The server has no zone named ${scope}: add it there, or take it out of zones`),
});
