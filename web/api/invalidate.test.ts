import { describe, expect, it } from 'vitest';
import { collected, touches } from './invalidate.ts';

const dashes = (kind: string) => kind.replaceAll('_', '-');
const changes = collected(
  [
    { kind: 'record_sets', ids: ['r1'], created: ['r9'] },
    { kind: 'instances', ids: ['i1'], created: [] },
  ],
  dashes,
);

describe('what an event makes old', () => {
  it('gathers the ids of several events, created ones too', () => {
    expect([...(changes.get('record-sets') ?? [])]).toEqual(['r1', 'r9']);
    const all = collected(
      [
        { kind: 'zones', ids: ['z1'], created: [] },
        { kind: 'zones', ids: null, created: [] },
        { kind: 'zones', ids: ['z2'], created: [] },
      ],
      dashes,
    );
    expect(all.get('zones')).toBeNull();
  });

  it('is not what is measured, which comes without events', () => {
    expect(touches(changes, ['instances', 'samples', { id: 'i1', span: 'hour' }], undefined)).toBe(false);
  });

  it('is every list of the kind, and only the objects named', () => {
    expect(touches(changes, ['record-sets', 'getList', {}], undefined)).toBe(true);
    expect(touches(changes, ['zones', 'getList', {}], undefined)).toBe(false);
    expect(touches(changes, ['record-sets', 'getOne', { id: 'r1' }], undefined)).toBe(true);
    expect(touches(changes, ['record-sets', 'getOne', { id: 'r2' }], undefined)).toBe(false);
    expect(touches(changes, ['instances', 'getMany', { ids: ['i2', 'i1'] }], undefined)).toBe(true);
    expect(touches(changes, ['instances', 'history', { id: 'i3' }], undefined)).toBe(false);
  });

  it('is the links of an object whose neighbour changed', () => {
    const links = { items: [{ rule: 'address', object: { kind: 'instances', id: 'i1' } }] };
    expect(touches(changes, ['zones', 'links', { id: 'z1' }], links)).toBe(true);
    expect(touches(changes, ['zones', 'links', { id: 'z1' }], { items: [] })).toBe(false);
  });

  it('is the history of an object in which a plan stands that went on', () => {
    const at = collected([{ kind: 'plans', ids: ['p1'], created: [] }], dashes);
    const history = { items: [{ what: 'plan', other: { kind: 'plans', id: 'p1' } }] };
    expect(touches(at, ['zones', 'history', { id: 'z1' }], history)).toBe(true);
    expect(touches(at, ['zones', 'history', { id: 'z1' }], { items: [] })).toBe(false);
  });

  it('is the overview, and never the rows that the grid keeps still', () => {
    expect(touches(changes, ['overview', 'get', {}], undefined)).toBe(true);
    expect(touches(changes, ['record-sets', 'rows', {}], undefined)).toBe(false);
  });

  it('is everything of a kind when no ids are told', () => {
    const all = collected([{ kind: 'instances', ids: null, created: [] }], dashes);
    expect(touches(all, ['instances', 'getOne', { id: 'any' }], undefined)).toBe(true);
  });
});
