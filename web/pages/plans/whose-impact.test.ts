import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { whoseImpact } from './whose-impact.ts';

const balancer = { kind: 'load_balancers', id: 'b', name: 'eu-router-a' };

const image = { name: 'www.example.com', type: 'A', values: [], tags: [] };
const write = (ids: readonly (string | null)[]) =>
  ({
    n: 1,
    step: {
      type: 'dns.write-record-sets',
      sourceId: 's',
      system: 'cloudflare',
      zone: { key: 'z', name: 'example.com' },
      sets: ids.map((id) => ({ id, before: image, after: image })),
    },
  }) as unknown as PlanStep;

describe('whose impact is shown', () => {
  it('is first what changes, then what the plan is about; each once, and nothing that no source brings', () => {
    expect(whoseImpact([write(['one', 'two']), write(['one', null])], [balancer])).toMatchObject([
      { kind: 'record_sets', id: 'one' },
      { kind: 'record_sets', id: 'two' },
      balancer,
    ]);
    expect(whoseImpact([], [{ kind: 'sources', id: 's', name: 'cloudflare' }])).toEqual([]);
  });

  it('is of so many that one can choose, and of what it is about in any case', () => {
    const many = Array.from({ length: 5000 }, (_, n) => `set-${n}`);
    const found = whoseImpact([write(many)], [balancer]);
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toEqual(balancer);
  });
});
