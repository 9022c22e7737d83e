import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { set } from '../../lab/demo/record-list.ts';
import { FAULTS } from './action-faults.ts';
import { type ActionTrial, dnsActions, dnsTrial, type Place, writesTo, zoneOfAction } from './action-trials.ts';
import { dnsOutside, type ZoneOfTest } from './dns-outside.ts';
import { Matrix } from './matrix.ts';
import { OutsideZone } from './outside-zone.ts';
import { holdChanges, otherActions } from './own-trials.ts';
import { planPanel, type PlanPanel } from './plan-panel.ts';
import { recordComplaints } from './plan-records.ts';

/** Every action meets every trouble, each at a place of its own: the outside is as before or as planned, or as somebody else has made it. */
interface Cell {
  action: string;
  row: string;
  fault: string;
  zone: ZoneOfTest;
  machine: number;
}

const faults = Object.keys(FAULTS);
const cells: Cell[] = [
  ...Object.keys(dnsActions).flatMap((action) =>
    (['cloudflare', 'powerdns'] as const).flatMap((at, provider) =>
      faults.map((fault, place): Cell => {
        const machine = 1 + provider * faults.length + place;
        const zone = zoneOfAction(action, fault, at, action === 'dns.repoint' ? machine : undefined);
        return { action, row: `${action} at ${at}`, fault, zone, machine };
      }),
    ),
  ),
  ...Object.keys(otherActions).flatMap((action) =>
    faults.map((fault): Cell => {
      const zone = zoneOfAction(action, fault, 'cloudflare');
      return { action, row: action, fault, zone: action === 'source.release-held' ? large(zone) : zone, machine: 0 };
    }),
  ),
];

/** Of which much can vanish at once. */
function large(zone: ZoneOfTest): ZoneOfTest {
  return {
    ...zone,
    account: 3,
    sets: Array.from({ length: 12 }, (_, at) => set(`host-${at}`, at < 9 ? 'A' : 'TXT', `192.0.2.${at}`)),
  };
}

/** Cloudflare keeps 200 records for nothing, and no more. */
const full: ZoneOfTest = {
  name: 'full.example',
  at: 'cloudflare',
  plan: 'free',
  sets: [
    set('www', 'A', ['192.0.2.1', '192.0.2.2', '192.0.2.3']),
    ...Array.from({ length: 197 }, (_, at) => set(`note-${at}`, 'TXT', 'one of many')),
  ],
};
const strict: ZoneOfTest = { name: 'strict.example', at: 'powerdns', sets: [set('www', 'A', '192.0.2.1')] };

const matrix = new Matrix('action', faults);
let panel: PlanPanel;
beforeAll(async () => {
  panel = await planPanel({
    outside: dnsOutside([...cells.map(({ zone }) => zone), full, strict], 2 * faults.length),
    timing: { planLease: 5, grace: 0.3, pause: 0.05, deadline: 8 },
  });
  await holdChanges(
    panel,
    cells.flatMap(({ action, zone }) => (action === 'source.release-held' ? [zone.name] : [])),
  );
});
afterAll(async () => {
  matrix.print();
  await panel?.stop();
});

function trialOf({ action, zone, machine }: Cell): Promise<ActionTrial> {
  const place: Place = {
    zone,
    machine,
    zoneId: async () => (await panel.one('zones', zone.name)).id,
    objectId: async (kind, name) => (await panel.one(kind, name)).id,
    async setId(name, type) {
      const full = `${name}.${zone.name}`;
      const { items } = await panel.api<{ items: { id: string; name: string; type: string }[] }>(
        'GET',
        `/record-sets?q=${full}&type=${type}`,
      );
      return items.find((one) => one.name === full)!.id;
    },
  };
  return action in dnsActions ? dnsTrial(panel, action, place) : otherActions[action]!(panel, place);
}

describe.concurrent.each([...new Set(cells.map(({ row }) => row))])('%s', (row) => {
  it.each(cells.filter((cell) => cell.row === row).map((cell) => [cell.fault, cell] as const))(
    '%s',
    async (fault, cell) => {
      if (cell.zone.at === 'powerdns' && !panel.powerdns) return;
      matrix.note(row, fault, await FAULTS[fault]!(await trialOf(cell), panel));
    },
  );
});

describe('a write of which a part breaks a rule of the provider changes nothing', () => {
  async function refused(
    zone: ZoneOfTest,
    action: string,
    params: Record<string, unknown>,
    meanwhile = async () => {},
  ) {
    const outside = new OutsideZone(zone, panel);
    const plan = await panel.propose(action, params);
    await meanwhile();
    const before = await outside.sets();
    await panel.api('POST', `/plans/${plan.id}/apply`);
    const { error } = await panel.comesTo(plan.id, 'failed');
    expect(await outside.sets()).toEqual(before);
    expect(writesTo(panel, `dns.write-record-sets ${zone.name}`)).toBe(1);
    return error;
  }

  it('at Cloudflare: a record more than the zone may have', async () => {
    const contents = ['192.0.2.1', '192.0.2.12', '192.0.2.13', '192.0.2.14'];
    const { id } = await panel.one('record-sets', 'www.full.example');
    expect(await refused(full, 'dns.edit', { recordSetId: id, contents })).toContain('quota');
  });

  it('at PowerDNS: a CNAME beside other records', async () => {
    if (!panel.powerdns) return;
    const { id } = await panel.one('zones', strict.name);
    const params = { zoneId: id, name: 'fresh', type: 'A', contents: ['192.0.2.5'] };
    const cname = () => new OutsideZone(strict, panel).write('fresh', 'CNAME', ['www.strict.example.']);
    expect(await refused(strict, 'dns.create', params, cname)).toContain('422');
  });
});

it('all that was sent is on record, and nothing is left undone', async () => {
  expect(await recordComplaints(panel.db, panel.lab.requests.list(10_000))).toEqual([]);
});
