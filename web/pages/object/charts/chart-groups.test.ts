import { describe, expect, it } from 'vitest';
import { chartGroups, measuredGroups, type SampledField } from './chart-groups.ts';

const field = (name: string, unit: SampledField['unit'], label = name): SampledField => ({ name, unit, label });

describe('charts', () => {
  it('are one for each field, and one for what belongs together', () => {
    const groups = chartGroups([
      field('cpuShare', 'share', 'CPU'),
      field('memoryUsed', 'bytes'),
      field('diskRead', 'bytes-per-second', 'Disk read'),
      field('diskWritten', 'bytes-per-second', 'Disk written'),
      field('networkSent', 'bytes-per-second', 'Network sent'),
    ]);
    expect(groups.map(({ title, unit, series }) => [title, unit, series.map(({ place }) => place)])).toEqual([
      ['CPU', 'share', [1]],
      ['memoryUsed', 'bytes', [2]],
      ['Disk', 'bytes-per-second', [3, 4]],
      ['Network sent', 'bytes-per-second', [5]],
    ]);
    expect(groups[2]!.series.map(({ label }) => label)).toEqual(['read', 'written']);
  });

  it('never mix units', () => {
    expect(chartGroups([field('memoryUsed', 'bytes'), field('memoryShare', 'share')])).toHaveLength(2);
  });

  it('are drawn where anything was measured, and else only named', () => {
    const groups = chartGroups([field('connections', 'count'), field('lagBytes', 'bytes'), field('diskRead', 'bytes')]);
    const at = '2026-11-21T12:00:00Z';
    const { drawn, not } = measuredGroups(groups, [
      [at, 0, null, null],
      [at, null, null, 7],
    ]);
    expect(drawn.map(({ title }) => title)).toEqual(['connections', 'diskRead']);
    expect(not.map(({ title }) => title)).toEqual(['lagBytes']);
    expect(measuredGroups(groups, []).drawn).toEqual([]);
  });
});
