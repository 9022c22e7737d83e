import { describe, expect, it } from 'vitest';
import { actionNamed } from './find-action.ts';
import { formOf } from './forms/all.ts';
import { listsOf } from './forms/form-values.ts';
import { planAddress, readPlanAddress } from './plan-address.ts';

const read = (name: string, search: string) => readPlanAddress(search, actionNamed(name)!, listsOf(formOf(name)!));

describe('the address of a plan to be made', () => {
  it('says what is asked for, and is read back', () => {
    const params = {
      fromLoadBalancerId: 'a',
      toLoadBalancerId: 'b',
      canary: 3,
      recordSetIds: ['r', 's'],
      probe: { kind: 'https', port: 443 },
    };
    const { to, beside } = planAddress('dns.flip', { ...params, clusterId: undefined });
    expect(beside).toBeNull();
    expect(to).toContain('/plans/new?action=dns.flip&fromLoadBalancerId=a&');
    expect(read('dns.flip', to.slice(to.indexOf('?')))).toEqual(params);
  });

  it('leaves out what the action does not take', () => {
    expect(read('dns.delete', '?action=dns.delete&recordSetIds=r&cluster=c&other=1')).toEqual({ recordSetIds: ['r'] });
  });

  it('carries long lists beside it', () => {
    const recordSetIds = Array.from({ length: 500 }, (_, index) => `id-${index}`);
    const { to, beside } = planAddress('dns.delete', { recordSetIds, onFailure: 'roll-back' });
    expect(to).toBe('/plans/new?action=dns.delete&onFailure=roll-back');
    expect(beside).toEqual({ recordSetIds });
  });
});
