import { type LinkRule, linkRule } from './rule.ts';

const recordSets = { kind: 'record_sets', type: 'to:address' };
const namedBy = { kind: 'record_sets', type: 'to:name' };

/** Every rule by which links are derived. To add one: see docs/add-a-link-rule.md. */
export const linkRules: readonly LinkRule[] = [
  linkRule({
    name: 'record-set-address-instance',
    from: recordSets,
    to: { kind: 'instances', type: 'address' },
    impact: 'backward',
    because: 'its value {key} is an address of the instance',
  }),
  linkRule({
    name: 'record-set-private-address-instance',
    from: recordSets,
    to: { kind: 'instances', type: 'private-address' },
    impact: 'backward',
    because: 'its value {key} is a private address of the instance',
  }),
  linkRule({
    name: 'record-set-elastic-address',
    from: recordSets,
    to: { kind: 'addresses', type: 'elastic-address' },
    impact: 'backward',
    because: 'its value is the Elastic IP {key}',
  }),
  linkRule({
    name: 'record-set-address-load-balancer',
    from: recordSets,
    to: { kind: 'load_balancers', type: 'address' },
    impact: 'backward',
    because: 'its value {key} is a fixed address of the load balancer',
  }),
  linkRule({
    name: 'record-set-name-load-balancer',
    from: namedBy,
    to: { kind: 'load_balancers', type: 'name' },
    impact: 'backward',
    because: 'its value {key} is the name of the load balancer',
  }),
  linkRule({
    name: 'record-set-name-instance',
    from: namedBy,
    to: { kind: 'instances', type: 'name' },
    impact: 'backward',
    because: 'its value {key} is the public name of the instance',
  }),
  linkRule({
    name: 'record-set-name-record-set',
    from: namedBy,
    to: { kind: 'record_sets', type: 'record-name' },
    impact: 'backward',
    because: 'its value is the name {key}',
  }),
  linkRule({
    name: 'address-instance',
    from: { kind: 'addresses', type: 'to:instance' },
    to: { kind: 'instances', type: 'instance' },
    impact: 'backward',
    because: 'the address is associated with the instance',
  }),
  linkRule({
    name: 'target-group-load-balancer',
    from: { kind: 'target_groups', type: 'to:load-balancer' },
    to: { kind: 'load_balancers', type: 'load-balancer' },
    impact: 'forward',
    because: 'the load balancer sends traffic to the target group',
  }),
  linkRule({
    name: 'target-group-instance',
    from: { kind: 'target_groups', type: 'to:instance' },
    to: { kind: 'instances', type: 'instance' },
    impact: 'backward',
    because: 'the instance is a registered target',
  }),
  linkRule({
    name: 'target-group-private-address-instance',
    from: { kind: 'target_groups', type: 'to:private-address' },
    to: { kind: 'instances', type: 'private-address' },
    impact: 'backward',
    because: 'the registered target {key} is an address of the instance',
  }),
  linkRule({
    name: 'target-group-target-load-balancer',
    from: { kind: 'target_groups', type: 'to:target-balancer' },
    to: { kind: 'load_balancers', type: 'load-balancer' },
    impact: 'backward',
    because: 'the load balancer is a registered target',
  }),
  linkRule({
    name: 'load-balancer-instance',
    from: { kind: 'load_balancers', type: 'to:instance' },
    to: { kind: 'instances', type: 'instance' },
    impact: 'backward',
    because: 'the instance is registered with the classic load balancer',
  }),
  linkRule({
    name: 'maintenance-event-instance',
    from: { kind: 'maintenance_events', type: 'to:instance' },
    to: { kind: 'instances', type: 'instance' },
    impact: 'forward',
    because: 'the work is scheduled on the instance',
  }),
];

const byName = new Map(linkRules.map((rule) => [rule.name, rule]));

export const because = (rule: string, key: string) => (byName.get(rule)?.because ?? rule).replace('{key}', key);
export const impactOf = (rule: string) => byName.get(rule)?.impact ?? 'none';
