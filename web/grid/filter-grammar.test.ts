import { describe, expect, it } from 'vitest';
import { kindNamed } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { merged, parseFilter, suggestions, termLabel } from './filter-grammar.ts';

const instances = kindNamed('instances') as WebKind;
const recordSets = kindNamed('record_sets') as WebKind;
const events = kindNamed('maintenance_events') as WebKind;

describe('what is typed into the search of a list', () => {
  it('is free text unless it names a field that can be filtered', () => {
    expect(parseFilter('web eu', instances)).toEqual({ terms: [], text: 'web eu' });
    expect(parseFilter('i-0ab:1', instances)).toEqual({ terms: [], text: 'i-0ab:1' });
    expect(parseFilter('publicName:x', instances)).toEqual({ terms: [], text: 'publicName:x' });
  });

  it('gives terms, several of one field being alternatives', () => {
    expect(parseFilter('web state:running STATE:stopped instanceType:m5.large', instances)).toEqual({
      terms: [
        { param: 'state', values: ['running', 'stopped'] },
        { param: 'instanceType', values: ['m5.large'] },
      ],
      text: 'web',
    });
  });

  it('keeps half a term as text: it is still being typed', () => {
    expect(parseFilter('state:', instances)).toEqual({ terms: [], text: 'state:' });
    expect(parseFilter('state:runn', instances)).toEqual({ terms: [], text: 'state:runn' });
  });

  it('understands quotes, closed or not', () => {
    expect(parseFilter('name:"a b" x', recordSets)).toEqual({ terms: [{ param: 'name', values: ['a b'] }], text: 'x' });
    expect(parseFilter('name:"a b', recordSets).terms).toEqual([{ param: 'name', values: ['a b'] }]);
  });

  it('understands yes and no, empty and set, and bounds', () => {
    expect(parseFilter('proxied:yes ttl:none', recordSets).terms).toEqual([
      { param: 'proxied', values: ['true'] },
      { param: 'ttl.isnull', values: ['true'] },
    ]);
    expect(parseFilter('ttl:>=300 ttl:<600', recordSets).terms).toEqual([
      { param: 'ttl.gte', values: ['300'] },
      { param: 'ttl.lt', values: ['600'] },
    ]);
    expect(parseFilter('notBefore:>2026-11-20', events).terms).toEqual([
      { param: 'notBefore.gte', values: ['2026-11-20T00:00:00.000Z'] },
    ]);
    expect(parseFilter('notBefore:>soon', events)).toEqual({ terms: [], text: 'notBefore:>soon' });
  });

  it('takes sizes as people say them, and leaves what is measured alone', () => {
    const machines = kindNamed('virtual_machines') as WebKind;
    expect(parseFilter('memory:>=4GiB memory:<16g', machines).terms).toEqual([
      { param: 'memory.gte', values: ['4294967296'] },
      { param: 'memory.lt', values: ['17179869184'] },
    ]);
    expect(termLabel({ param: 'memory.gte', values: ['4294967296'] }, machines).said).toBe('≥ 4 GiB');
    expect(parseFilter('memory:>=much cpuShare:>=0', machines)).toEqual({
      terms: [],
      text: 'memory:>=much cpuShare:>=0',
    });
  });

  it('lets a new bound replace the old one', () => {
    expect(
      merged([
        { param: 'ttl.gte', values: ['1'] },
        { param: 'ttl.gte', values: ['2'] },
      ]),
    ).toEqual([{ param: 'ttl.gte', values: ['2'] }]);
  });
});

describe('a term in words', () => {
  it('names the field and what is asked of it', () => {
    expect(termLabel({ param: 'state', values: ['running', 'stopped'] }, instances)).toEqual({
      field: 'State',
      said: 'running or stopped',
    });
    expect(termLabel({ param: 'ttl.isnull', values: ['true'] }, recordSets)).toEqual({
      field: 'TTL',
      said: 'is empty',
    });
    expect(termLabel({ param: 'ttl.gte', values: ['300'] }, recordSets).said).toBe('≥ 300');
  });
});

describe('suggestions', () => {
  it('are fields first, by name or label', () => {
    expect(suggestions('sta', instances).map(({ insert }) => insert)).toEqual(['state:', 'statusCheck:']);
    expect(suggestions('web typ', recordSets).map(({ insert }) => insert)).toEqual(['type:']);
  });

  it('are then the words of the field, or the values seen', () => {
    expect(suggestions('state:st', instances).map(({ label }) => label)).toEqual(['stopping', 'stopped']);
    expect(suggestions('region:', instances, () => ['eu-west-1', 'us-east-1']).map(({ insert }) => insert)).toEqual([
      'region:eu-west-1',
      'region:us-east-1',
    ]);
    expect(suggestions('name:a', recordSets, () => ['a b'])[0]?.insert).toBe('name:"a b"');
    expect(suggestions('nothing:', instances)).toEqual([]);
  });
});

describe('fields that every object has', () => {
  it('can narrow a list too', () => {
    expect(parseFilter('changedAt:>=2026-11-20 key:i-1', instances).terms).toEqual([
      { param: 'changedAt.gte', values: ['2026-11-20T00:00:00.000Z'] },
      { param: 'key', values: ['i-1'] },
    ]);
    expect(parseFilter('changedAt:yesterday', instances)).toEqual({ terms: [], text: 'changedAt:yesterday' });
    expect(parseFilter('clusterId:none', instances).terms).toEqual([{ param: 'clusterId.isnull', values: ['true'] }]);
  });
});
