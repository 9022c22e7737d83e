import { describe, expect, it } from 'vitest';
import type { Row } from '../api/data-provider.ts';
import { atEvent, atFinding, atObjects } from './beginnings.ts';

const finding = (rule: string, involved: { kind: string; id: string }[] = []) =>
  atFinding({ id: 'f', status: 'failing', rule, subjectId: 'r', subjectKind: 'record_sets', involved } as Row).map(
    ({ action, params }) => [action.name, params],
  );

describe('actions that begin where one looks', () => {
  it('begin at objects as their cards say', () => {
    expect(atObjects('instances', ['i']).map(({ action, params }) => [action.name, params])).toEqual([
      ['dns.repoint', { fromId: 'i' }],
    ]);
    expect(atObjects('record_sets', ['r', 's']).map(({ action, params }) => [action.name, params])).toEqual([
      ['dns.edit', { recordSetId: 'r' }],
      ['dns.delete', { recordSetIds: ['r', 's'] }],
      ['dns.lower-ttl', { recordSetIds: ['r', 's'] }],
      ['dns.adopt', { recordSetIds: ['r', 's'] }],
    ]);
    expect(atObjects('databases', ['d'])).toEqual([]);
  });

  it('move the names of a machine that is gone, or that is to be worked on', () => {
    expect(finding('record-set-dangling', [{ kind: 'instances', id: 'i' }])[0]).toEqual([
      'dns.repoint',
      { fromId: 'i' },
    ]);
    // Also before it goes.
    expect(finding('record-set-about-to-dangle', [{ kind: 'instances', id: 'i' }])[0]).toEqual([
      'dns.repoint',
      { fromId: 'i' },
    ]);
    expect(finding('record-set-about-to-dangle', [{ kind: 'record_sets', id: 's' }]).map(([name]) => name)).toEqual([
      'dns.edit',
      'dns.delete',
    ]);
    const link = (kind: string, id: string) => ({ rule: '', because: '', object: { kind, id } }) as never;
    expect(atEvent([link('record_sets', 'r'), link('instances', 'i')]).map(({ params }) => params)).toEqual([
      { fromId: 'i' },
    ]);
    expect(atEvent([])).toEqual([]);
  });

  it('flip the record set that stands for a load balancer', () => {
    expect(finding('record-set-off-target', [{ kind: 'load_balancers', id: 'b' }])[0]).toEqual([
      'dns.flip',
      { fromLoadBalancerId: 'b', recordSetIds: ['r'] },
    ]);
  });

  it('mend or delete what points at nothing of ours', () => {
    expect(finding('record-set-unowned').map(([name]) => name)).toEqual(['dns.edit', 'dns.delete']);
    expect(finding('replica-lagging')).toEqual([]);
  });
});
