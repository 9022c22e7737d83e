import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/kinds.data.ts';
import { kindNamed } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { shownColumns } from './columns.ts';

const names = (kind: string, chosen: string[] | null = null, where: { inOneCluster?: boolean; past?: boolean } = {}) =>
  shownColumns(kindNamed(kind) as WebKind, chosen, where).map((column) => column.name);

describe('columns', () => {
  it('come from the fields that the kind lists, name first and freshness last', () => {
    expect(names('zones')).toEqual(['name', 'unicodeName', 'provider', 'state', 'clusterId', 'seenAt']);
    expect(names('zones', null, { inOneCluster: true })).not.toContain('clusterId');
  });

  it('follow the choice of the reader, without what no longer exists', () => {
    expect(names('zones', ['serial', 'was-renamed'])).toEqual(['name', 'serial', 'seenAt']);
    expect(names('zones', [])).toEqual(['name', 'seenAt']);
  });

  it('leave freshness out of the past, which had one of its own that is not known', () => {
    expect(names('zones', null, { past: true })).not.toContain('seenAt');
  });

  it('never show secrets, and every kind has some', () => {
    expect(names('users', ['password'])).toEqual(['name']);
    for (const kind of kinds) expect(names(kind.name).length).toBeGreaterThan(1);
  });

  it('stand right where they are numbers, whatever these count', () => {
    const columns = shownColumns(kindNamed('virtual_machines') as WebKind, [
      'vcpus',
      'memory',
      'cpuShare',
      'diskRead',
      'host',
    ]);
    expect(columns.filter(({ numeric }) => numeric).map(({ name }) => name)).toEqual([
      'vcpus',
      'memory',
      'cpuShare',
      'diskRead',
    ]);
  });

  it('keep words and closed lists of the declaration', () => {
    const state = kindNamed('instances')?.fields.find((field) => field.name === 'statusCheck');
    expect(state?.words).toContain('impaired');
    expect(state?.label).toBe('Status check');
  });
});
