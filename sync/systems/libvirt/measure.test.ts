import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabHosts, startLabHosts } from '../../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../../lab/testing/test-hosts.ts';
import { migrateMachine, moveMachine } from '../../../lab/world/machines.ts';
import { PullRecord, withTools } from '../conformance/pull-all.ts';
import type { Measurement, Measures } from '../system.ts';
import { measureHosts } from './measure.ts';

let made = 0;

describe('one look at everything', () => {
  let lab: LabHosts;
  let sourceId: string;
  beforeEach(async () => {
    lab = await startLabHosts([hostOf('hv-1', 8), hostOf('hv-2', 2)]);
    // Looks of before are kept by the source.
    sourceId = `source-${(made += 1)}`;
  });
  afterEach(() => lab.stop());

  const measure = async (): Promise<Measurement[]> => {
    const all: Measurement[] = [];
    await withTools({}, new PullRecord(), async (tools) => {
      for await (const one of measureHosts({ ...lab.source, id: sourceId }, tools)) all.push(one);
    });
    return all;
  };
  const rows = (all: Measurement[], key: string) =>
    all.flatMap((one) => (one.type === 'measures' ? (one.rows as Measures[]).filter((row) => row.key === key) : []));
  const later = async () => {
    await measure();
    await pause(50);
    return measure();
  };

  it('has what can be told at once, and rates from the second one on', async () => {
    const { id } = lab.machine('hv-1', 'hv-1-vm-2');
    const first = await measure();
    expect(rows(first, id)).toEqual([
      { key: id, cpuShare: null, memoryUsed: expect.any(Number), diskRead: null, diskWritten: null, networkReceived: null, networkSent: null },
    ]); // prettier-ignore
    expect(rows(first, lab.keyOf('hv-1'))).toMatchObject([{ cpuShare: null, memoryUsed: expect.any(Number) }]);
    await pause(50);
    const second = await measure();
    const [machine] = rows(second, id) as Measures<'virtual_machines'>[];
    const [host] = rows(second, lab.keyOf('hv-1')) as Measures<'hosts'>[];
    for (const share of [machine!.cpuShare, host!.cpuShare]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    const { diskRead, diskWritten, networkReceived, networkSent } = machine!;
    for (const rate of [diskRead, diskWritten, networkReceived, networkSent]) expect(rate).toBeGreaterThanOrEqual(0);
    expect(host!.memoryUsed).toBeLessThan(lab.host('hv-1').facts.memoryMiB * 2 ** 20);
  });

  it('begins anew with a machine that was started anew', async () => {
    const machine = lab.machine('hv-1', 'hv-1-vm-2');
    expect(rows(await later(), machine.id)).not.toMatchObject([{ cpuShare: null }]);
    moveMachine(lab.world, lab.host('hv-1'), machine, 'destroy');
    moveMachine(lab.world, lab.host('hv-1'), machine, 'start');
    expect(rows(await measure(), machine.id)).toMatchObject([{ cpuShare: null, diskRead: null }]);
  });

  it('says once of a machine that has stopped that nothing is measured any more, and nothing of its copies', async () => {
    const [stops, moves] = [lab.machine('hv-1', 'hv-1-vm-2'), lab.machine('hv-1', 'hv-1-vm-3')];
    await measure();
    moveMachine(lab.world, lab.host('hv-1'), stops, 'destroy');
    migrateMachine(lab.world, lab.host('hv-1'), moves, lab.host('hv-2'), { keepCopy: true });
    const after = await measure();
    expect(rows(after, stops.id)).toMatchObject([{ cpuShare: null, memoryUsed: null }]);
    expect(rows(after, moves.id)).toMatchObject([{ memoryUsed: expect.any(Number) }]);
    expect(rows(await measure(), stops.id)).toEqual([]);
  });

  it.each(['hang', 'reset', 'garbage'] as const)('passes over a host that answers with %s', async (how) => {
    lab.hypervisors.faults.add({ service: 'libvirt', host: 'hv-1', operation: 'connectOpen', what: { how } });
    const stop = new AbortController();
    const all: Measurement[] = [];
    await withTools({ signal: stop.signal }, new PullRecord(), async (tools) => {
      for await (const one of measureHosts({ ...lab.source, id: sourceId }, tools)) {
        all.push(one);
        // The silent one has ten seconds; the other must not wait for it.
        if (how === 'hang' && rows(all, lab.keyOf('hv-2')).length > 0) break;
      }
    });
    expect(rows(all, lab.keyOf('hv-2'))).toHaveLength(1);
    const failed = all.filter(({ type }) => type === 'failed');
    if (how !== 'hang') expect(failed).toMatchObject([{ part: lab.keyOf('hv-1'), error: expect.any(Error) }]);
  });
});
