import { describe, expect, it } from 'vitest';
import type { Impact } from '../../../contract/api/links.ts';
import { filtered, hitBy } from './filter.ts';
import { talliesOf, totalOf } from './tally.ts';
import { mapOf, node } from './test-map.ts';
import { webOf } from './web.ts';

const group = node('record_sets', 'red:record_sets', {
  status: 'failing',
  group: { count: 3000, statuses: { failing: 1, ok: 2999 } },
});
const map = mapOf([
  node('instances', 'web-1', { detail: 'running' }),
  node('instances', 'db-1', { status: 'attention', clusterId: 'blue' }),
  group,
]);
const lit = (text: string, statuses: Parameters<typeof filtered>[1]['statuses'] = []) => [
  ...(filtered(map, { text, statuses })?.ids ?? []),
];

describe('the filter', () => {
  it('is none without a word and a status', () => {
    expect(filtered(map, { text: '  ', statuses: [] })).toBeNull();
  });
  it('finds names, kinds, details and clusters, all words at once', () => {
    expect(lit('WEB')).toEqual(['web-1']);
    expect(lit('instance')).toEqual(['web-1', 'db-1']);
    expect(lit('instance blue')).toEqual(['db-1']);
    expect(lit('nothing')).toEqual([]);
  });
  it('finds groups in which any object is so', () => {
    expect(lit('', ['failing'])).toEqual(['red:record_sets']);
    expect(lit('', ['attention', 'failing'])).toEqual(['db-1', 'red:record_sets']);
  });
});

describe('impact on the map', () => {
  const hit = (id: string, kind: string, depth: number, clusterId = 'red'): Impact['nodes'][number] => ({
    ...node(kind, id, { clusterId }),
    depth,
  });
  it('colours objects or the groups they are in, by the fewest steps, and leaves out what is not drawn', () => {
    const impact: Impact = {
      nodes: [
        hit('web-1', 'instances', 0),
        hit('r1', 'record_sets', 2),
        hit('r2', 'record_sets', 1),
        hit('ip', 'addresses', 1),
      ],
      edges: [
        { from: 'web-1', to: 'r2', rule: 'address' },
        { from: 'web-1', to: 'ip', rule: 'address' },
        { from: 'r2', to: 'r1', rule: 'name' },
      ],
      cut: null,
    };
    const found = hitBy(impact, new Map(map.nodes.map((one) => [one.id, one])));
    expect([...found.ids]).toEqual(['web-1', 'red:record_sets']);
    expect(found.depths?.get('red:record_sets')).toBe(1);
    expect(found.ways).toEqual([{ from: 'web-1', to: 'red:record_sets' }]);
  });
});

describe('counts', () => {
  it('are of objects, those in groups included, with the worst status', () => {
    const red = talliesOf(map).get('red')!;
    expect(red).toMatchObject({ count: 3001, status: 'failing', statuses: { ok: 3000, failing: 1 } });
    expect(red.kinds).toMatchObject([
      { kind: 'instances', count: 1, status: 'ok' },
      { kind: 'record_sets', count: 3000, status: 'failing' },
    ]);
    expect(totalOf(map)).toMatchObject({ count: 3002, status: 'failing' });
    expect(totalOf(mapOf([]))).toEqual({ count: 0, status: 'gone', statuses: {} });
  });
});

describe('links between two objects', () => {
  it('are one line, whatever the number of rules, and none to itself', () => {
    const linked = mapOf(
      [node('instances', 'a'), node('record_sets', 'b')],
      [
        ['b', 'a'],
        ['a', 'b'],
        ['a', 'a'],
      ],
    );
    linked.rules.push('name');
    linked.links[1]!.rule = 1;
    const { strands, near } = webOf(linked);
    expect(strands).toEqual([{ from: 'b', to: 'a', rules: ['address', 'name'], count: 2 }]);
    expect([...near.get('a')!.keys()]).toEqual(['b']);
  });
});
