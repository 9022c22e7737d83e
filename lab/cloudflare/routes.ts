import { type ActiveFaults, pageOf, type Rows, rowsOf } from '../faults.ts';
import type { CloudflarePermission, DnsRecord } from '../world/cloudflare-schema.ts';
import type { World } from '../world/world.ts';
import type { Zone } from '../world/zone.ts';
import type { TokenBuckets } from '../token-bucket.ts';
import { refusals } from './cloudflare-error.ts';
import { purgeCache } from './purge-cache.ts';
import { readBatch, readRecord } from './record-input.ts';
import { recordsAsked } from './record-listing.ts';
import { somebodyElse, type TokenAccess } from './token-access.ts';
import { ZoneDraft } from './zone-draft.ts';
import { accountJson, zoneJson } from './zone-json.ts';

export interface CloudflareCall {
  world: World;
  access: TokenAccess;
  path: string;
  parameters: readonly string[];
  query: URLSearchParams;
  body: string;
  faults: ActiveFaults;
  /** Of an account. */
  purges: TokenBuckets;
}

export interface Result {
  result: unknown;
  messages?: { code: number; message: string; type?: null }[];
  result_info?: { page: number; per_page: number; count: number; total_count: number; total_pages: number };
}

export interface Route {
  method: string;
  /** Path below `/client/v4`; `:id` stands for 32 hex digits. */
  path: string;
  writes?: boolean;
  run(call: CloudflareCall): Result;
}

const write = (method: string, path: string, change: (draft: ZoneDraft, call: CloudflareCall) => unknown): Route => ({
  method,
  path,
  writes: true,
  run(call) {
    const draft = new ZoneDraft(call.world, zoneOf(call, 'DNS Write'));
    const result = change(draft, call);
    draft.commit();
    return { result };
  },
});

const recordId = ({ parameters }: CloudflareCall) => parameters[1] ?? '';

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/user/tokens/verify',
    run: ({ access: { token } }) => ({
      result: { id: token.id, status: token.status },
      messages: [{ code: 10000, message: 'This API Token is valid and active', type: null }],
    }),
  },
  {
    method: 'GET',
    path: '/accounts',
    run: (call) => {
      if (call.access.hasMoved) return listing(call, rowsOf([somebodyElse]), accountJson, usual);
      const accounts = call.world.cloudflare.accounts.filter(({ id }) => call.access.token.accountIds.includes(id));
      return listing(call, rowsOf(accounts), accountJson, usual);
    },
  },
  { method: 'GET', path: '/zones', run: listZones },
  { method: 'GET', path: '/zones/:id', run: (call) => ({ result: zoneJson(call.world, zoneOf(call, 'Zone Read')) }) },
  {
    method: 'GET',
    path: '/zones/:id/dns_records',
    run: (call) => {
      const zone = zoneOf(call, 'DNS Read');
      return listing(call, recordsAsked(zone, call.query), recordJson, { usual: 100, most: 5_000_000 });
    },
  },
  {
    method: 'GET',
    path: '/zones/:id/dns_records/:id',
    run: (call) => ({ result: new ZoneDraft(call.world, zoneOf(call, 'DNS Read')).get(recordId(call)) }),
  },
  write('POST', '/zones/:id/dns_records', (draft, { body }) => draft.create(readRecord(body))),
  write('POST', '/zones/:id/dns_records/batch', (draft, { body }) => draft.run(readBatch(body))),
  write('PUT', '/zones/:id/dns_records/:id', (draft, call) => draft.overwrite(recordId(call), readRecord(call.body))),
  write('PATCH', '/zones/:id/dns_records/:id', (draft, call) => draft.patch(recordId(call), readRecord(call.body))),
  {
    method: 'POST',
    path: '/zones/:id/purge_cache',
    writes: true,
    run: (call) => purgeCache(call, zoneOf(call, 'Cache Purge')),
  },
  write('DELETE', '/zones/:id/dns_records/:id', (draft, call) => ({ id: draft.delete(recordId(call)).id })),
];

const recordJson = (record: DnsRecord): Record<string, unknown> => ({ ...record });

function zoneOf({ world, access, parameters, path }: CloudflareCall, permission: CloudflarePermission): Zone {
  const zone = world.cloudflare.zones.get(parameters[0] ?? '');
  if (!zone) throw refusals.unknownZone();
  if (!access.sees(zone))
    throw /dns_records|purge_cache/.test(path) ? refusals.forbidden() : refusals.forbiddenResource();
  if (!access.may(permission)) throw permission === 'Zone Read' ? refusals.forbiddenResource() : refusals.forbidden();
  return zone;
}

function listZones(call: CloudflareCall): Result {
  const { world, access, query } = call;
  if (!access.may('Zone Read')) throw refusals.forbiddenResource();
  const [name, account, status, type] = ['name', 'account.id', 'status', 'type'].map((key) => query.get(key));
  const zones = [...world.cloudflare.zones].filter(
    (zone) =>
      access.sees(zone) &&
      (!name || zone.name === name) &&
      (!account || zone.details.accountId === account) &&
      (!status || zone.details.status === status) &&
      // Internal zones are listed only when asked for.
      (type ? type.split(',').includes(zone.details.type) : zone.details.type !== 'internal'),
  );
  if (query.get('direction') === 'desc') zones.reverse();
  return listing(call, rowsOf(zones), (zone) => zoneJson(world, zone), usual);
}

const usual = { usual: 20, most: 50 };

/** Pages by number. A page past the last is empty; more than allowed a page is taken as the most there is. */
function listing<T>(
  { query, faults }: CloudflareCall,
  rows: Rows<T>,
  json: (row: T) => Record<string, unknown>,
  sizes: { usual: number; most: number },
): Result {
  const page = positive(query.get('page'), 1);
  const perPage = Math.min(positive(query.get('per_page'), sizes.usual), sizes.most);
  const found = pageOf(rows, (page - 1) * perPage, perPage, faults);
  const result = found.rows.map(json);
  if (faults.feel('malformed') && result[0]) Object.assign(result[0], { id: 42, name: null, ttl: 'soon', content: {} });
  // A silent cap shows no further page, but the count is an honest one: that is what a careful reader goes by.
  const pages = faults.feel('truncate') ? 1 : Math.ceil(found.total / perPage);
  return {
    result,
    result_info: { page, per_page: perPage, count: result.length, total_count: found.total, total_pages: pages },
  };
}

function positive(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw refusals.invalid({ code: 9020, message: `'${text}' is no positive integer` });
}
