import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { changeRows } from './change-rows.ts';
import { imageOf } from '../../../contract/plans/test-image.ts';

const image = (name: string, content: string) => imageOf(name, [content], { ttl: 60 });
const target = { sourceId: 's', sourceName: 'cloudflare', system: 'cloudflare', zoneKey: 'z', zone: 'shop.example' };
const step = (n: number, data: PlanStep['step']): PlanStep => ({
  n,
  step: data,
  state: 'waiting',
  attempt: 0,
  startedAt: null,
  finishedAt: null,
  answer: null,
  error: null,
  verified: [],
  foreign: [],
  irreversible: null,
  seen: null,
});

describe('the table of changes', () => {
  const rows = changeRows([
    step(1, {
      type: 'dns.write-record-sets',
      v: 1,
      target,
      sets: [
        { id: 'r', before: image('www', '203.0.113.1'), after: image('www', '203.0.113.2') },
        { id: null, before: null, after: image('new', '203.0.113.3') },
      ],
    }),
    step(2, {
      type: 'net.probe',
      v: 1,
      target: { name: 'probe of 1 address' },
      addresses: ['203.0.113.2'],
      probe: { kind: 'tcp', port: 443 },
    }),
  ]);

  it('has a head for each target, and a line for each object with its fields before and after', () => {
    expect(rows.map((row) => (row.is === 'target' ? [row.n, row.system, row.name, row.lines] : row.line.name))).toEqual(
      [[1, 'cloudflare', 'shop.example', 2], 'www A', 'new A', [2, 'switchyard', 'probe of 1 address', 0]],
    );
    const changed = rows[1]!.is === 'line' ? rows[1]!.line : null;
    expect(changed?.op).toBe('change');
    expect(changed?.fields.filter(({ same }) => !same)).toEqual([
      { name: 'values', before: '203.0.113.1', after: '203.0.113.2', same: false },
    ]);
    expect(rows[2]).toMatchObject({ line: { op: 'create', id: null } });
  });
});
