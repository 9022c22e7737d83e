import { expect, it } from 'vitest';
import type { Row } from '../api/data-provider.ts';
import { fieldOf, kindNamed } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { oldSince } from './old-value.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const old = (kindName: string, field: string, row: object) => {
  const kind = kindNamed(kindName) as WebKind;
  const seen = { id: 'x', status: 'ok', seenAt: ago(20), staleAt: ago(-60) } as Row;
  return oldSince(kind, fieldOf(kind, field)!, { ...seen, ...row }, NOW);
};

it('what was measured is old once several measurements have failed, whatever else was seen', () => {
  expect(old('hosts', 'cpuShare', { cpuShare: 0.2, measuredAt: ago(45) })).toBeNull();
  expect(old('hosts', 'cpuShare', { cpuShare: 0.2, measuredAt: ago(600) })).toBe(ago(600));
  expect(old('hosts', 'cpuShare', { cpuShare: null, measuredAt: ago(600) })).toBeNull();
});

it('what comes with a pull is as old as its row is stale', () => {
  const pool = { allocation: 1, seenAt: ago(900), staleAt: ago(300) };
  expect(old('storage_pools', 'allocation', pool)).toBe(ago(900));
  expect(old('storage_pools', 'allocation', { allocation: 1 })).toBeNull();
});

it('what keeps its value is never old', () => {
  expect(old('hosts', 'cpus', { cpus: 8, measuredAt: ago(600), seenAt: ago(900), staleAt: ago(300) })).toBeNull();
});
