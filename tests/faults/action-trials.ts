import type { FaultSettings } from '../../lab/fault-kinds.ts';
import type { RecordType } from '../../lab/world/cloudflare-schema.ts';
import { newAddress, sideAddresses, sideName, sideV6, usualSets, type ZoneOfTest } from './dns-outside.ts';
import { OutsideZone, type ZoneSets } from './outside-zone.ts';
import type { PlanPanel } from './plan-panel.ts';
import { writesIn } from './plan-records.ts';

/** One plan of an action, at a place that no other plan touches. */
export interface ActionTrial {
  action: string;
  params: Record<string, unknown>;
  /** All that it could change. */
  state(): Promise<unknown>;
  /** What that is to be once it was applied. */
  after(before: unknown): unknown;
  /** Somebody else changes what it would change, or has changed; undefined: there is nothing to change. */
  foreign?: () => Promise<void>;
  /** How its writes can be made to fail; undefined: it writes to the panel's own database. */
  aim?: Pick<FaultSettings, 'service' | 'operation' | 'zone'> & { refusal: FaultSettings['what'] };
  /** Has the panel's own database refuse it; and take it again. */
  refuse?: () => Promise<void>;
  mend?: () => Promise<void>;
  /** Nobody can ask what became of it. */
  blind?: true;
  /** Words in which an undo of it is refused. */
  irreversible?: string;
  /** What somebody else has done is what an undo would do. */
  undoneAnyway?: true;
  /** Writes that have arrived outside. */
  arrived?: () => number;
}

export const zoneOfAction = (action: string, fault: string, at: ZoneOfTest['at'], machine?: number): ZoneOfTest => ({
  name: `${`${action} ${fault} ${at}`.replaceAll(/[^a-z0-9]+/g, '-')}.example`,
  at,
  // Each has requests enough of its own.
  account: action === 'dns.flip' || action === 'dns.repoint' ? 2 : 1,
  sets: usualSets(machine),
});

type Lines = string[];
const isComment = (line: string) => line.startsWith('["comment"');

/** The set's records with other values, or another ttl, and all else as it was. */
const withContents = (lines: Lines, contents: readonly string[]): Lines => {
  const [, ...rest] = JSON.parse(lines.find((line) => !isComment(line))!) as unknown[];
  return [...contents.map((one) => JSON.stringify([one, ...rest])), ...lines.filter(isComment)].toSorted();
};
const withTtl = (lines: Lines, ttl: number): Lines =>
  lines.map((line) => {
    const [content, , ...rest] = JSON.parse(line) as unknown[];
    return isComment(line) ? line : JSON.stringify([content, ttl, ...rest]);
  });

type DnsTrial = Pick<ActionTrial, 'params'> & {
  /** By set, as `www A`; null: it goes. */
  changes: Record<string, ((lines: Lines) => Lines) | null>;
  foreign: [name: string, type: RecordType, values: string[]];
};
export interface Place {
  zone: ZoneOfTest;
  zoneId(): Promise<string>;
  /** Number of the machine that its `box` is. */
  machine: number;
  setId(name: string, type: string): Promise<string>;
  objectId(kind: string, name: string): Promise<string>;
}

const ELSEWHERE = '203.0.113.250';
const dot = ({ at }: ZoneOfTest) => (at === 'powerdns' ? '.' : '');

/** What each action does at a place, and what of the zone is to be different afterwards. */
export const dnsActions: Record<string, (place: Place) => Promise<DnsTrial>> = {
  'dns.flip': async ({ zone, setId, objectId }) => ({
    params: {
      recordSetIds: [await setId('www', 'A'), await setId('www', 'AAAA'), await setId('shop', 'CNAME')],
      fromLoadBalancerId: await objectId('load-balancers', 'side-a'),
      toLoadBalancerId: await objectId('load-balancers', 'side-b'),
    },
    changes: {
      'www A': (lines) => withContents(lines, sideAddresses('side-b')),
      'www AAAA': (lines) => withContents(lines, sideV6('side-b')),
      'shop CNAME': (lines) => withContents(lines, [`${sideName('side-b')}${dot(zone)}`]),
    },
    foreign: ['www', 'AAAA', ['2001:db8:ffff::1']],
  }),
  'dns.repoint': async ({ machine, objectId }) => ({
    params: {
      fromId: await objectId('instances', `old-${machine}`),
      toId: await objectId('instances', `new-${machine}`),
    },
    changes: { 'box A': (lines) => withContents(lines, [newAddress(machine)]) },
    foreign: ['box', 'A', [ELSEWHERE]],
  }),
  'dns.create': async ({ zone, zoneId }) => ({
    params: { zoneId: await zoneId(), name: 'fresh', type: 'A', contents: ['192.0.2.77', '192.0.2.78'], ttl: 120 },
    changes: {
      'fresh A': () =>
        ['192.0.2.77', '192.0.2.78'].map((one) =>
          JSON.stringify(zone.at === 'powerdns' ? [one, 120, false] : [one, 120, false, null, [], {}]),
        ),
    },
    foreign: ['fresh', 'A', [ELSEWHERE]],
  }),
  'dns.edit': async ({ setId }) => ({
    params: { recordSetId: await setId('note', 'TXT'), contents: ['"second"', '"third"', '"fourth"'], ttl: 600 },
    changes: { 'note TXT': (lines) => withTtl(withContents(lines, ['"second"', '"third"', '"fourth"']), 600) },
    foreign: ['note', 'TXT', ['"foreign"']],
  }),
  'dns.delete': async ({ setId }) => ({
    params: { recordSetIds: [await setId('www', 'A'), await setId('note', 'TXT')] },
    changes: { 'www A': null, 'note TXT': null },
    foreign: ['www', 'A', [ELSEWHERE]],
  }),
  'dns.lower-ttl': async ({ setId }) => ({
    params: { recordSetIds: [await setId('www', 'A'), await setId('note', 'TXT')], ttl: 60 },
    changes: { 'www A': (lines) => withTtl(lines, 60), 'note TXT': (lines) => withTtl(lines, 60) },
    foreign: ['note', 'TXT', ['"foreign"']],
  }),
};

export async function dnsTrial(panel: PlanPanel, action: string, place: Place): Promise<ActionTrial> {
  const { zone } = place;
  const outside = new OutsideZone(zone, panel);
  const { params, changes, foreign } = await dnsActions[action]!(place);
  return {
    action,
    params,
    state: () => outside.sets(),
    after: (before) => changed(before as ZoneSets, zone, changes),
    foreign: () => outside.write(...foreign),
    aim:
      zone.at === 'cloudflare'
        ? {
            service: 'cloudflare',
            operation: 'POST /zones/:id/dns_records/batch',
            zone: zone.name,
            refusal: { how: 'missing', permission: 'DNS Write' },
          }
        : { service: 'powerdns', operation: 'PATCH /zones/:id', zone: zone.name, refusal: { how: 'revoke' } },
    arrived: () => writesTo(panel, `dns.write-record-sets ${zone.name}`),
  };
}

export const writesTo = ({ lab }: PlanPanel, what: string) =>
  writesIn(lab.requests.list(10_000)).filter((write) => write.what === what).length;

function changed(before: ZoneSets, { name: zone }: ZoneOfTest, changes: DnsTrial['changes']): ZoneSets {
  const sets = { ...before };
  for (const [set, change] of Object.entries(changes)) {
    const [name, type] = set.split(' ');
    const key = `${name}.${zone} ${type}`;
    if (change === null) delete sets[key];
    else sets[key] = change(before[key] ?? []);
  }
  return sets;
}
