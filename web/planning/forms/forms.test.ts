import { describe, expect, it } from 'vitest';
import { actions } from '../actions.data.ts';
import { actionNamed } from '../find-action.ts';
import { formOf } from './all.ts';
import { fieldNames, initialValues, listsOf, paramsOf } from './form-values.ts';

/** What of a plan is said on its own page. */
const ON_THE_PLAN = ['exclude', 'include'];

const parts = (name: string) => ({ form: formOf(name)!, action: actionNamed(name)! });

describe('forms of actions', () => {
  it.each(actions.map((action) => [action.name, action] as const))('%s: a field a parameter', (name, action) => {
    const params = action.params.map((param) => param.name).filter((param) => !ON_THE_PLAN.includes(param));
    expect(fieldNames(formOf(name)!).toSorted()).toEqual(params.toSorted());
  });

  it('say only what differs from the defaults', () => {
    const { form, action } = parts('dns.flip');
    const values = {
      ...initialValues(form, action, { fromLoadBalancerId: 'a' }, null),
      toLoadBalancerId: 'b',
      canary: 2,
    };
    expect(paramsOf(form, action, values, { asked: {}, now: null })).toEqual({
      fromLoadBalancerId: 'a',
      toLoadBalancerId: 'b',
      canary: 2,
    });
  });

  it('keep what no field asks for', () => {
    const { form, action } = parts('dns.flip');
    const asked = { fromLoadBalancerId: 'a', toLoadBalancerId: 'b', exclude: ['x'] };
    const values = initialValues(form, action, asked, null);
    expect(paramsOf(form, action, values, { asked, now: null })).toEqual(asked);
  });

  it('ask a probe for what its kind takes', () => {
    const { form, action } = parts('dns.flip');
    const ask = (probe: unknown) =>
      paramsOf(form, action, { ...initialValues(form, action, {}, null), probe }, { asked: {}, now: null });
    expect(ask({ kind: '', port: 443 })).toEqual({});
    expect(ask({ kind: 'tcp', port: 443, path: '/health' })).toEqual({ probe: { kind: 'tcp', port: 443 } });
    expect(ask({ kind: 'https', port: 443, path: '/health', host: '' })).toEqual({
      probe: { kind: 'https', port: 443, path: '/health' },
    });
  });

  it('begin with what there is now, and ask for what is changed, emptied or left', () => {
    const { form, action } = parts('dns.edit');
    const now = { contents: ['203.0.113.1'], ttl: 300, proxied: false, comment: 'old' };
    const values = initialValues(form, action, { recordSetId: 'r' }, now);
    expect(values).toMatchObject({ contents: ['203.0.113.1'], ttl: 300, proxied: 'false', comment: 'old' });
    const ask = (change: Record<string, unknown>) =>
      paramsOf(form, action, { ...values, ...change }, { asked: { recordSetId: 'r' }, now });
    expect(ask({})).toEqual({ recordSetId: 'r' });
    expect(ask({ contents: [' 203.0.113.2 ', ''], ttl: undefined, comment: '', proxied: 'true' })).toEqual({
      recordSetId: 'r',
      contents: ['203.0.113.2'],
      ttl: null,
      comment: null,
      proxied: true,
    });
  });

  it('take exactly one of several', () => {
    const { form, action } = parts('cache.purge');
    const values = initialValues(form, action, { zoneId: 'z', tags: ['a'] }, null);
    expect(values['purged']).toBe('tags');
    const ask = (change: Record<string, unknown>) =>
      paramsOf(form, action, { ...values, ...change }, { asked: { zoneId: 'z', tags: ['a'] }, now: null });
    expect(ask({})).toEqual({ zoneId: 'z', tags: ['a'] });
    expect(ask({ purged: 'hosts', hosts: ['www.shop.example'] })).toEqual({ zoneId: 'z', hosts: ['www.shop.example'] });
    expect(ask({ purged: 'everything' })).toEqual({ zoneId: 'z', everything: true });
  });

  it('know which parameters are lists', () => {
    expect([...listsOf(formOf('cache.purge')!)].toSorted()).toEqual([
      'exclude',
      'files',
      'hosts',
      'include',
      'prefixes',
      'tags',
    ]);
    expect(listsOf(formOf('dns.delete')!)).toContain('recordSetIds');
  });
});
