import { set } from '../../lab/demo/record-list.ts';
import { ADMIN_TOKEN } from '../../server/test-server.ts';
import { dnsOutside, sideAddresses, sideName, type ZoneOfTest } from '../faults/dns-outside.ts';
import { OutsideZone } from '../faults/outside-zone.ts';
import { planPanel, type PlanPanel } from '../faults/plan-panel.ts';
import type { Operations } from './operations.ts';
import { Workers } from './workers.ts';

const GROUPS = 10;
const ZONES_A_GROUP = 2;

/** A set that somebody else has written. */
export interface ForeignWrite {
  zone: string;
  /** `www.a1.example A` */
  set: string;
  /** As `linesOf` has them. */
  lines: string[];
  from: number;
  to: number;
}

/** Zones that one person works with. */
export interface Group {
  name: string;
  zones: ZoneOfTest[];
}

/** Fewer than ten sets, so that what people do at random is no matter for a brake. */
const sets = () => [
  set('www', 'A', sideAddresses('side-a'), { ttl: 300 }),
  set('shop', 'CNAME', sideName('side-a'), { ttl: 300 }),
  set('note', 'TXT', 'first', { ttl: 600 }),
];

/** The panel with its outside, and all that is known of what is done to them. */
export class Place {
  readonly panel: PlanPanel;
  readonly workers: Workers;
  readonly groups: readonly Group[];
  readonly outside: ReadonlyMap<string, OutsideZone>;
  readonly operations: Operations;
  readonly foreign: ForeignWrite[] = [];
  /** What must never be: an answer of 500, a plan that nobody goes on with. */
  readonly complaints: string[] = [];

  private constructor(panel: PlanPanel, workers: Workers, groups: readonly Group[], operations: Operations) {
    this.panel = panel;
    this.workers = workers;
    this.groups = groups;
    this.operations = operations;
    this.outside = new Map(
      groups.flatMap(({ zones }) => zones.map((zone) => [zone.name, new OutsideZone(zone, panel)])),
    );
  }

  static async make(operations: Operations): Promise<Place> {
    const all = Array.from({ length: GROUPS }, (_, group): Group => ({
      name: `group-${group}`,
      zones: [
        ...Array.from({ length: ZONES_A_GROUP }, (_, zone): ZoneOfTest => ({
          name: `c${group}${zone}.example`,
          at: 'cloudflare',
          account: group + 1,
          sets: sets(),
        })),
        { name: `p${group}.example`, at: 'powerdns', sets: sets() },
      ],
    }));
    const panel = await planPanel({ worker: false, outside: dnsOutside(all.flatMap(({ zones }) => zones)) });
    const groups = all.map(({ name, zones }) => ({
      name,
      zones: zones.filter(({ at }) => at === 'cloudflare' || panel.powerdns),
    }));
    return new Place(panel, await Workers.start(panel.db, panel.workerUrl), groups, operations);
  }

  /** @returns what was answered, refusals too */
  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown) {
    const asked = method === 'GET' ? body : (body ?? {});
    const { status, body: said, text } = await this.panel.server.call<T & { detail?: string }>(path, { method, body: asked, as: ADMIN_TOKEN }); // prettier-ignore
    if (status >= 500) this.complaints.push(`${method} ${path} answered ${status}: ${text}`);
    return { status, said, words: status < 300 ? 'ok' : `${status} ${said?.detail ?? ''}` };
  }

  async stop(): Promise<void> {
    await this.workers.stop();
    await this.panel.stop();
  }
}
