import { useQuery } from '@tanstack/react-query';
import { useInput } from 'ra-core';
import { useEffect, useState } from 'react';
import type { MembershipRule } from '../../../contract/kinds/clusters.ts';
import { askJson, messageOf, problemOf } from '../../api/fetch.ts';
import { capital, countOf } from '../../kinds/find.ts';
import { kinds } from '../../kinds/kinds.data.ts';
import { Button } from '../../ui/button.tsx';
import { CONDITIONS, conditionsOf, draftOf, rulesOf, type Condition, type Draft } from './rules.ts';

const PAUSE = 350;
const members = kinds.filter((kind) => kind.synced && kind.conditions.length > 0);

interface Preview {
  counts: Record<string, number>;
  samples: Record<string, string[]>;
}

/** What the rules would take, asked while they are typed. */
function RulesPreview({ rules }: { rules: readonly MembershipRule[] }) {
  const text = JSON.stringify(rules);
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, error, isFetching } = useQuery({
    queryKey: ['clusters', 'preview', { rules: asked }],
    queryFn: ({ signal }) =>
      askJson<Preview>('/clusters/preview', { method: 'POST', body: { rules: JSON.parse(asked) as unknown }, signal }),
    enabled: asked !== '[]',
    placeholderData: (before) => before,
    staleTime: 30_000,
  });
  if (asked === '[]') return <p className="sy-muted">Without a rule nothing belongs to the cluster.</p>;
  if (error)
    return <p className="sy-failing">{Object.values(problemOf(error).errors ?? {}).join('; ') || messageOf(error)}</p>;
  if (!data) return null;
  const found = Object.entries(data.counts).filter(([, count]) => count > 0);
  return (
    <div className="sy-rules-preview" aria-busy={isFetching} role="status">
      <b>{found.length === 0 ? 'These rules take nothing' : 'These rules take'}</b>
      <ul>
        {found.map(([kind, count]) => (
          <li key={kind}>
            {countOf(count, kind)}{' '}
            <span className="sy-muted">
              {(data.samples[kind] ?? []).slice(0, 3).join(', ')}
              {count > 3 ? ', …' : ''}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function RuleRow({
  draft,
  onChange,
  onRemove,
  number,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onRemove: () => void;
  number: number;
}) {
  const possible = conditionsOf(draft.kind, kinds);
  const free = possible.filter((name) => !draft.conditions.some((one) => one.name === name));
  const set = (index: number, change: Partial<Draft['conditions'][number]>) =>
    onChange({ ...draft, conditions: draft.conditions.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  return (
    <li className="sy-rule">
      <div className="sy-rule-head">
        <label className="sy-label">
          Rule {number}, for
          <select
            className="sy-input"
            value={draft.kind}
            onChange={(event) => {
              const next = conditionsOf(event.target.value, kinds);
              onChange({
                kind: event.target.value,
                conditions: draft.conditions.filter(({ name }) => next.includes(name)),
              });
            }}
          >
            <option value="">everything</option>
            {members.map((kind) => (
              <option key={kind.name} value={kind.name}>
                {kind.many}
              </option>
            ))}
          </select>
        </label>
        <Button kind="quiet" icon="trash" label={`Remove rule ${number}`} onClick={onRemove} />
      </div>
      {draft.conditions.map(({ name, key, value }, index) => {
        const label = CONDITIONS[name].label;
        return (
          <div key={name} className="sy-condition">
            <span>{label}</span>
            {name === 'tag' && (
              <input
                className="sy-input sy-code"
                aria-label={`Tag key of rule ${number}`}
                placeholder="key"
                value={key}
                onChange={(event) => set(index, { key: event.target.value })}
              />
            )}
            <input
              className="sy-input sy-code"
              aria-label={`${label}${name === 'tag' ? ' value' : ''} of rule ${number}`}
              placeholder={CONDITIONS[name].hint}
              value={value}
              spellCheck={false}
              onChange={(event) => set(index, { value: event.target.value })}
            />
            <Button
              kind="quiet"
              icon="close"
              label={`Remove ${label} from rule ${number}`}
              onClick={() => onChange({ ...draft, conditions: draft.conditions.filter((_, at) => at !== index) })}
            />
          </div>
        );
      })}
      {free.length > 0 && (
        <select
          className="sy-input sy-rule-add"
          aria-label={`Add a condition to rule ${number}`}
          value=""
          onChange={(event) =>
            onChange({
              ...draft,
              conditions: [...draft.conditions, { name: event.target.value as Condition, key: '', value: '' }],
            })
          }
        >
          <option value="">{draft.conditions.length === 0 ? 'where …' : 'and …'}</option>
          {free.map((name) => (
            <option key={name} value={name}>
              {CONDITIONS[name].label}
            </option>
          ))}
        </select>
      )}
    </li>
  );
}

/** Which objects belong to the cluster: any rule suffices, all conditions of a rule must hold. */
export function RuleEditor() {
  const { field, fieldState } = useInput<MembershipRule[]>({ source: 'rules' });
  const [drafts, setDrafts] = useState<Draft[]>(() => ((field.value ?? []) as MembershipRule[]).map(draftOf));
  const change = (next: Draft[]) => {
    setDrafts(next);
    field.onChange(rulesOf(next));
  };
  return (
    <fieldset className="sy-rules">
      <legend>Membership rules</legend>
      <p className="sy-muted">
        An object belongs to the cluster when one of the rules fits. All conditions of a rule must hold; name and zone
        may hold * and ?.
      </p>
      <ol>
        {drafts.map((draft, index) => (
          <RuleRow
            key={index}
            number={index + 1}
            draft={draft}
            onChange={(next) => change(drafts.map((one, at) => (at === index ? next : one)))}
            onRemove={() => change(drafts.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      <Button
        icon="plus"
        onClick={() => change([...drafts, { kind: '', conditions: [{ name: 'region', key: '', value: '' }] }])}
      >
        Add a rule
      </Button>
      {fieldState.error && (
        <p className="sy-failing sy-refused" role="alert" tabIndex={-1}>
          {capital(String(fieldState.error.message ?? ''))}
        </p>
      )}
      <RulesPreview rules={rulesOf(drafts)} />
    </fieldset>
  );
}
