import { set } from '../../lab/demo/record-list.ts';
import { type ZoneOfTest, zoneKey } from './dns-outside.ts';
import { OutsideZone, type ZoneSets } from './outside-zone.ts';
import type { Plan, PlanPanel } from './plan-panel.ts';
import { type OutsideWrite, writesIn } from './plan-records.ts';

/** A plan of one step, with all that has to be known to meet it at any moment. */
export interface Trial {
  step: string;
  plan: Plan;
  zone: OutsideZone;
  before: ZoneSets;
  /** undefined: nobody can ask what became of it. */
  after: ZoneSets | undefined;
  /** As the engine calls what takes one write at a time. */
  target: string;
  /** Of requests by `<method> <path> <body>`. */
  looks(request: string): boolean;
  writes(request: string): boolean;
  /** Writes of it that have arrived outside. */
  arrived(): OutsideWrite[];
}

export const STEPS = [
  'dns.write-record-sets at cloudflare',
  'dns.write-record-sets at powerdns',
  'cache.purge',
] as const;

export const zoneOfTrial = (at: ZoneOfTest['at'], number: number): ZoneOfTest => ({
  name: `${at}-${number}.example`,
  at,
  sets: [
    set('www', 'A', ['192.0.2.1', '192.0.2.2'], { ttl: 300, comment: 'front door' }),
    set('note', 'TXT', 'left alone'),
  ],
});

/** Of a set of two values one stays, one becomes another, and one is new. */
export async function editTrial(panel: PlanPanel, zone: ZoneOfTest, account: string): Promise<Trial> {
  const outside = new OutsideZone(zone, panel);
  const before = await outside.sets();
  const name = `www.${zone.name}`;
  const key = zoneKey(zone);
  const params = { contents: ['192.0.2.2', '192.0.2.3', '192.0.2.4'], ttl: 60 };
  const { id } = await panel.one('record-sets', name);
  return {
    step: `dns.write-record-sets at ${zone.at}`,
    plan: await panel.propose('dns.edit', { recordSetId: id, ...params }),
    zone: outside,
    before,
    after: { ...before, [`${name} A`]: before[`${name} A`]!.flatMap((line) => edited(line)).toSorted() },
    target: zone.at === 'cloudflare' ? `cloudflare zone ${key}` : `powerdns ${account}`,
    looks: (request) => request.startsWith('GET ') && request.includes(key),
    writes: (request) => /^(POST|PATCH) \S+(dns_records\/batch|\.) /.test(request) && request.includes(key),
    arrived: () => arrived(panel, `dns.write-record-sets ${zone.name}`),
  };
}

function edited(line: string): string[] {
  const [content, , ...rest] = JSON.parse(line) as [string, unknown, ...unknown[]];
  if (content === 'comment') return [line];
  const contents = content === '192.0.2.1' ? ['192.0.2.3', '192.0.2.4'] : [content];
  return contents.map((one) => JSON.stringify([one, 60, ...rest]));
}

export async function purgeTrial(panel: PlanPanel, zone: ZoneOfTest): Promise<Trial> {
  const outside = new OutsideZone(zone, panel);
  const { id } = await panel.one('zones', zone.name);
  return {
    step: 'cache.purge',
    plan: await panel.propose('cache.purge', { zoneId: id, hosts: [`www.${zone.name}`] }),
    zone: outside,
    before: await outside.sets(),
    after: undefined,
    target: `cloudflare cache ${zoneKey(zone)}`,
    looks: () => false,
    writes: (request) => request.startsWith('POST ') && request.includes(`${zoneKey(zone)}/purge_cache`),
    arrived: () => arrived(panel, `cache.purge ${zone.name}`),
  };
}

const arrived = ({ lab }: PlanPanel, what: string) =>
  writesIn(lab.requests.list()).filter((write) => write.what === what);
