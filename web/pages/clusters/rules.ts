import type { MembershipRule } from '../../../contract/kinds/clusters.ts';
import type { WebKind } from '../../kinds/web-kind.ts';

export type Condition = 'account' | 'region' | 'tag' | 'zone' | 'name' | 'loadBalancer';

export const CONDITIONS: Record<Condition, { label: string; hint: string }> = {
  region: { label: 'Region', hint: 'eu-central-1' },
  account: { label: 'Account', hint: '123456789012' },
  tag: { label: 'Tag', hint: 'value' },
  zone: { label: 'Zone', hint: '*.shop.example' },
  name: { label: 'Name', hint: 'web-*' },
  loadBalancer: { label: 'Load balancer', hint: 'eu-prod-public' },
};

/** A rule while it is edited: conditions may be empty still. */
export interface Draft {
  kind: string;
  conditions: { name: Condition; value: string; key: string }[];
}

export function draftOf(rule: MembershipRule): Draft {
  const conditions = (Object.keys(CONDITIONS) as Condition[]).flatMap((name): Draft['conditions'] => {
    if (name === 'tag') return rule.tag ? [{ name, key: rule.tag.key, value: rule.tag.value }] : [];
    const value = rule[name];
    return value === undefined ? [] : [{ name, key: '', value }];
  });
  return { kind: rule.kind ?? '', conditions };
}

const whole = ({ name, key, value }: Draft['conditions'][number]) =>
  name === 'tag' ? key.trim() !== '' : value.trim() !== '';

/** Rules as the API takes them. Empty conditions are left out, and rules without any: such a rule would take everything. */
export function rulesOf(drafts: readonly Draft[]): MembershipRule[] {
  return drafts.flatMap(({ kind, conditions }) => {
    const said = conditions.filter(whole);
    if (said.length === 0) return [];
    return [
      {
        ...(kind ? { kind } : {}),
        ...Object.fromEntries(
          said.map(({ name, key, value }) => [
            name,
            name === 'tag' ? { key: key.trim(), value: value.trim() } : value.trim(),
          ]),
        ),
      } as MembershipRule,
    ];
  });
}

/** Conditions that objects of a kind can be asked for; of any kind, all. */
export function conditionsOf(kindName: string, kinds: readonly WebKind[]): Condition[] {
  const all = Object.keys(CONDITIONS) as Condition[];
  const kind = kinds.find((one) => one.name === kindName);
  return kind ? all.filter((name) => kind.conditions.includes(name)) : all;
}

/** "instances in region eu-central-1 with tag stage=production" */
export function ruleText(rule: MembershipRule, many: (kind: string) => string): string {
  const parts = [
    rule.region && `in region ${rule.region}`,
    rule.account && `of account ${rule.account}`,
    rule.tag && `with tag ${rule.tag.key}=${rule.tag.value}`,
    rule.zone && `in zone ${rule.zone}`,
    rule.name && `named ${rule.name}`,
    rule.loadBalancer && `behind ${rule.loadBalancer}`,
  ].filter(Boolean);
  return `${rule.kind ? many(rule.kind) : 'everything'} ${parts.join(' ')}`;
}
