import { describe, expect, it } from 'vitest';
import type { Samples } from '../../../../contract/api/samples.ts';
import { figuresOf, summary, valuesAt } from './figures.ts';

const points: Samples['points'] = [
  ['2026-11-20T09:00:00Z', 0.1, 1024],
  ['2026-11-20T09:00:30Z', null, null],
  ['2026-11-20T09:01:00Z', 0.4, null],
  ['2026-11-20T09:01:30Z', 0.25, null],
];

describe('figures of a line', () => {
  it('leave gaps out', () => {
    expect(figuresOf(valuesAt(points, 1))).toEqual({ least: 0.1, mean: 0.25, most: 0.4, last: 0.25 });
    expect(figuresOf(valuesAt(points, 2))).toEqual({ least: 1024, mean: 1024, most: 1024, last: 1024 });
    expect(figuresOf([null, null])).toBeNull();
    expect(figuresOf([])).toBeNull();
  });
});

describe('the sentence', () => {
  it('says what the chart shows', () => {
    const cpu = { title: 'CPU', unit: 'share' as const, series: [{ name: 'cpuShare', label: 'CPU', place: 1 }] };
    expect(summary(cpu, points)).toBe('CPU: now 25 %, between 10 % and 40 %, 25 % on average.');
  });

  it('names the lines where there are several, and what was not measured', () => {
    const two = {
      title: 'Disk',
      unit: 'bytes-per-second' as const,
      series: [
        { name: 'diskRead', label: 'Disk read', place: 2 },
        { name: 'diskWritten', label: 'Disk written', place: 3 },
      ],
    };
    expect(summary(two, points)).toBe(
      'Disk: Disk read now 1 KiB/s, between 1 KiB/s and 1 KiB/s, 1 KiB/s on average; Disk written not measured.',
    );
  });
});
