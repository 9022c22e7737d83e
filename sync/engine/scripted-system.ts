import type { KindName } from '../../contract/kinds/all.ts';
import { powerdns } from '../../contract/systems/powerdns.ts';
import { createOutgoing } from '../../runtime/http/guarded-request.ts';
import { addressPolicy } from '../../runtime/http/address-policy.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Pool } from '../../model/database.ts';
import type { Page, Pulled, PullTools, Row, System } from '../systems/system.ts';
import { type PullOrder, runPull } from './run-pull.ts';

/** For tests: a system that says what a test wants it to say, and a source that pulls it. */
export type Script = Iterable<Pulled> | AsyncIterable<Pulled> | ((tools: PullTools) => AsyncIterable<Pulled>);

export function scriptedSystem(script: Script): System {
  return {
    card: powerdns as unknown as System['card'],
    pacing: { requests: 1000, seconds: 1, concurrency: 10 },
    check: async () => ({ ok: true, account: 'acme', items: [] }),
    async *pull(_source, tools) {
      yield* typeof script === 'function' ? script(tools) : script;
    },
  };
}

export async function makeSource(pool: Pool, name: string, system = 'powerdns'): Promise<{ id: string; name: string }> {
  const id = uuidv7();
  await pool.query(
    `INSERT INTO sources (id, name, system, health, mode, enabled, interval_seconds, settings) VALUES ($1, $2, $3, 'new', 'read', true, 60, '{}')`,
    [id, name, system],
  );
  return { id, name };
}

export async function pullScript(
  pool: Pool,
  source: { id: string; name: string },
  script: Script,
  more: Partial<PullOrder> = {},
) {
  const policy = addressPolicy({ allow: [] });
  const { rows } = await pool.query<{ account: string | null }>('SELECT account FROM sources WHERE id = $1', [
    source.id,
  ]);
  return runPull(pool, {
    system: scriptedSystem(script),
    source: { ...source, settings: {}, secrets: {} },
    account: rows[0]?.account ?? null,
    intervalSeconds: 60,
    trigger: 'person',
    requestedBy: null,
    tools: {
      outgoing: createOutgoing({ policy, userAgent: 'test' }),
      policy,
      turn: async () => undefined,
      remaining: () => undefined,
    },
    signal: new AbortController().signal,
    ...more,
  });
}

export const account = (name = 'acme'): Pulled => ({ type: 'account', account: name });

export const instance = (key: string, more: Partial<Row<'instances'>> = {}): Row<'instances'> => ({
  key,
  name: key,
  state: 'running',
  instanceType: 't3.small',
  account: 'acme',
  region: 'eu',
  availabilityZone: null,
  publicAddresses: [],
  privateAddresses: [],
  ipv6Addresses: [],
  publicName: null,
  privateName: null,
  statusCheck: 'ok',
  vpcId: null,
  subnetId: null,
  imageId: null,
  platform: null,
  launchedAt: null,
  tags: {},
  raw: { InstanceId: key },
  ...more,
});

export const zone = (name: string): Row<'zones'> => ({
  key: name,
  name,
  unicodeName: null,
  provider: 'powerdns',
  state: 'active',
  zoneType: 'native',
  account: null,
  plan: null,
  nameServers: [],
  serial: 1,
  raw: { name },
});

export const recordSet = (
  zoneName: string,
  name: string,
  contents: string[],
  more: Partial<Row<'record_sets'>> = {},
): Row<'record_sets'> => ({
  key: `${zoneName}/${name}/${more.type ?? 'A'}`,
  name,
  unicodeName: null,
  type: 'A',
  contents,
  ttl: 300,
  proxied: null,
  provider: 'powerdns',
  zone: zoneName,
  zoneKey: zoneName,
  comment: null,
  recordTags: [],
  values: contents.map((content) => ({ content, ref: null })),
  modifiedAt: null,
  raw: { name, contents },
  ...more,
});

export const page = (kind: KindName, scope: string, rows: Row[], observedAt = new Date()): Page =>
  ({ type: 'page', kind, scope, observedAt, rows }) as Page;

export const end = (
  kind: KindName,
  scope: string,
  more: { complete?: boolean; count?: number; error?: Error } = {},
): Pulled => ({
  type: 'end',
  kind,
  scope,
  complete: true,
  ...more,
});

/** A whole and complete listing of one scope. */
export const listing = (kind: KindName, scope: string, rows: Row[]): Pulled[] => [
  account(),
  page(kind, scope, rows),
  end(kind, scope),
];
