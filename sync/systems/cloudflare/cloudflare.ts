import type { KindName } from '../../../contract/kinds/all.ts';
import { cloudflare as card } from '../../../contract/systems/cloudflare.ts';
import { concurrently } from '../concurrently.ts';
import { type Listing, listScope } from '../listing.ts';
import { SystemError } from '../errors.ts';
import { withOwnSignal } from '../own-signal.ts';
import type { Pacing, Pulled, Row, ScopeName, System } from '../system.ts';
import { unknownZones, zoneFilter } from '../zone-filter.ts';
import { accountOf } from './account.ts';
import { checkCloudflare } from './check.ts';
import { type CloudflareConnection, connectCloudflare } from './connection.ts';
import { cloudflarePurgeCache } from './purge-cache.ts';
import { PLANS } from './rate-limit.ts';
import { recordSets } from './record-sets.ts';
import { cloudflareWriteRecordSets } from './write-record-sets.ts';
import { type ListedZones, listZones, readZones } from './zones.ts';

/** 1,200 requests in five minutes for a token and everything its user does, of which pulls leave a fifth to people and plans. */
const pacing: Pacing = {
  requests: 960,
  seconds: 300,
  concurrency: 4,
  families: { [PLANS]: { requests: 1200, seconds: 300, concurrency: 4 } },
};

export const cloudflare: System = {
  card: card as unknown as System['card'],
  pacing,
  check: checkCloudflare,
  steps: { 'dns.write-record-sets': cloudflareWriteRecordSets, 'cache.purge': cloudflarePurgeCache } as System['steps'],
  pull: (source, tools, scopes) =>
    withOwnSignal(tools.signal, async function* (signal) {
      const connection = connectCloudflare(source, tools, signal);
      const how = { signal, concernsAll: (error: unknown) => tokenFails(connection, error) };
      const onlyRecordSets = scopes !== undefined && !scopes.some(({ kind }) => kind === 'zones');
      yield* onlyRecordSets ? pullZones(connection, scopes, how) : pullAccount(connection, scopes, how);
    }),
};

type How = Parameters<typeof listScope>[3];

/** Everything, or the zones and some of their record sets. */
async function* pullAccount(
  connection: CloudflareConnection,
  asked: readonly ScopeName[] | undefined,
  how: How,
): AsyncGenerator<Pulled> {
  const listed = await listZones(connection);
  how.signal.throwIfAborted();
  if (listed.failure !== undefined && listed.zones.length === 0) throw listed.failure;
  const account = await accountOf(connection, listed.zones);
  yield { type: 'account', account };

  const wants = zoneFilter(connection.settings.zones);
  const isWanted = (zone: Row<'zones'>) => zone.account === account && wants.has(zone.name);
  const zones = listed.zones.filter(isWanted);
  const unknown = listed.failure === undefined ? unknownZones(wants, zones) : [];
  const isWhole = listed.failure === undefined && listed.pages.every(({ malformed }) => malformed.length === 0);
  if (!asked) yield { type: 'scopes', kinds: ['zones'], scopes: [account] };
  if (!asked && isWhole)
    yield { type: 'scopes', kinds: ['record_sets'], scopes: [...zones.map(({ key }) => key), ...unknown] };

  if (!asked || asked.some(({ kind, scope }) => kind === 'zones' && scope === account))
    yield* listScope('zones', account, toldZones(listed, isWanted), how);
  const isAsked = (scope: string) => !asked || asked.some((one) => one.kind === 'record_sets' && one.scope === scope);
  yield* concurrently(
    pacing.concurrency,
    zones
      .filter(({ key }) => isAsked(key))
      .map((zone) => () => listScope('record_sets', zone.key, recordSets(connection, zone), how)),
  );
  for (const scope of unknown.filter(isAsked)) yield unknownZone('record_sets', scope);
}

async function* toldZones(listed: ListedZones, isWanted: (zone: Row<'zones'>) => boolean): Listing<'zones'> {
  for (const { observedAt, rows, malformed } of listed.pages)
    yield { observedAt, rows: rows.filter(isWanted), malformed };
  if (listed.failure !== undefined) throw listed.failure;
  // The provider's count is of all zones that the token sees.
  return listed.zones.every(isWanted) ? listed.total : undefined;
}

/** Only some zones' record sets: each zone is asked for by its id, which tells its name and account. */
async function* pullZones(
  connection: CloudflareConnection,
  asked: readonly ScopeName[],
  how: How,
): AsyncGenerator<Pulled> {
  const zones = new Map<string, Row<'zones'> | SystemError>();
  for (const { scope } of asked) if (!zones.has(scope)) zones.set(scope, await zoneById(connection, scope, how));
  const found = [...zones.values()].flatMap((zone) => (zone instanceof SystemError ? [] : [zone]));
  if (found.length > 0) yield { type: 'account', account: await accountOf(connection, found) };
  for (const [scope, zone] of zones) {
    if (zone instanceof SystemError) yield { type: 'end', kind: 'record_sets', scope, complete: false, error: zone };
    else yield* listScope('record_sets', scope, recordSets(connection, zone), how);
  }
}

/** An error of this zone alone is its answer. */
async function zoneById(connection: CloudflareConnection, id: string, how: How): Promise<Row<'zones'> | SystemError> {
  try {
    const { result } = await connection.get(`/zones/${encodeURIComponent(id)}`, {}, 'Zone Read');
    const { rows, malformed } = readZones([result]);
    return rows[0] ?? new SystemError('malformed', `The zone ${id} could not be read: ${malformed[0]?.reason}`);
  } catch (error) {
    how.signal.throwIfAborted();
    if (!(error instanceof SystemError) || (await how.concernsAll(error))) throw error;
    return error;
  }
}

const unknownZone = (kind: KindName, scope: string): Pulled => ({
  type: 'end',
  kind,
  scope,
  complete: false,
  error: new SystemError(
    'permanent',
    `The token sees no zone named ${scope}: give it the zone, or take it out of zones`,
  ),
});

/**
 * A blocked token is blocked for every zone (429). A refusal may be of one zone alone, so the token is tried on the list of
 * zones before the rest of the pull is given up.
 */
async function tokenFails(connection: CloudflareConnection, error: unknown): Promise<boolean> {
  if (!(error instanceof SystemError)) return false;
  if (error.type === 'rate-limited') return true;
  if (error.type !== 'auth') return false;
  if (error.needs === undefined) return true;
  try {
    await connection.get('/zones', { per_page: 5 }, 'Zone Read');
    return false;
  } catch (again) {
    return again instanceof SystemError && again.type === 'auth';
  }
}
