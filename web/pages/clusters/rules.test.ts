import { describe, expect, it } from 'vitest';
import { membershipRule } from '../../../contract/kinds/clusters.ts';
import { kinds } from '../../kinds/kinds.data.ts';
import { conditionsOf, draftOf, rulesOf, ruleText } from './rules.ts';

describe('membership rules', () => {
  it('come back from editing as they went in', () => {
    const rules = [
      { region: 'eu-central-1', tag: { key: 'stage', value: 'production' } },
      { kind: 'record_sets', zone: '*.shop.example' },
    ];
    expect(rulesOf(rules.map(draftOf))).toEqual(rules);
  });

  it('leave out what is empty, so that no rule takes everything', () => {
    expect(rulesOf([{ kind: 'instances', conditions: [{ name: 'region', key: '', value: ' ' }] }])).toEqual([]);
    expect(rulesOf([{ kind: '', conditions: [] }])).toEqual([]);
  });

  it('are valid for the API', () => {
    const [rule] = rulesOf([{ kind: '', conditions: [{ name: 'tag', key: ' env ', value: '' }] }]);
    expect(membershipRule.parse(rule)).toEqual({ tag: { key: 'env', value: '' } });
  });

  it('offer only the conditions that the kind knows', () => {
    expect(conditionsOf('record_sets', kinds)).toEqual(['zone', 'name']);
    expect(conditionsOf('', kinds)).toHaveLength(6);
  });

  it('read as sentences', () => {
    expect(ruleText({ kind: 'instances', region: 'eu-central-1', name: 'web-*' }, () => 'instances')).toBe(
      'instances in region eu-central-1 named web-*',
    );
    expect(ruleText({ account: '1' }, (kind) => kind)).toBe('everything of account 1');
  });
});
