import { describe, expect, it } from 'vitest';
import { chartGroups, type SampledField } from './chart-groups.ts';

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
});
