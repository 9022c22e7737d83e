import { describe, expect, it } from 'vitest';
import { kindNamed } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { cardFacts } from './card-facts.ts';
import { shownColumns } from './columns.ts';

const factsOf = (name: string, chosen: string[] | null = null) => {
  const kind = kindNamed(name) as WebKind;
  return cardFacts(kind, shownColumns(kind, chosen)).map((one) => one.name);
};

describe('the facts of a card', () => {
  it('are those that matter first of a kind', () => {
    expect(factsOf('virtual_machines')).toEqual(['state', 'host', 'addresses']);
    expect(factsOf('storage_pools')).toEqual(['host', 'allocation', 'available']);
    expect(factsOf('database_servers')).toEqual(['role', 'replication', 'lagBytes']);
    expect(factsOf('databases')).toEqual(['server', 'size', 'connections']);
    expect(factsOf('hosts')).toEqual(['cpus', 'memory', 'cpuShare']);
    expect(factsOf('volumes')).toEqual(['pool', 'host', 'capacity']);
    expect(factsOf('sync_runs')).toEqual(['sourceId', 'state', 'listed']);
    expect(factsOf('plans')).toEqual(['number', 'state', 'actor']);
  });

  it('are the first columns of any other kind, and those that the reader chose', () => {
    expect(factsOf('record_sets')).toEqual(['type', 'contents', 'ttl']);
    expect(factsOf('virtual_machines', ['memory', 'state', 'guestOs'])).toEqual(['state', 'memory', 'guestOs']);
  });
});
