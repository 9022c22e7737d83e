import { useGetOne } from 'ra-core';
import { useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { formOf } from '../../planning/forms/all.ts';
import type { ActionForm } from '../../planning/forms/action-form.ts';
import { fieldNames, initialValues, listsOf, paramsOf } from '../../planning/forms/form-values.ts';
import { actionNamed } from '../../planning/find-action.ts';
import { readPlanAddress } from '../../planning/plan-address.ts';
import { proposePlan } from '../../planning/propose-plan.ts';
import type { BesideAddress } from '../../planning/use-begin.ts';
import type { WebAction } from '../../planning/web-action.ts';
import type { Row } from '../../api/data-provider.ts';
import { useWhyNot } from '../../app/may.ts';
import { Field } from '../../form/fields.tsx';
import { PanelForm } from '../../form/panel-form.tsx';
import { kindNamed } from '../../kinds/find.ts';
import { Lines } from '../../ui/late.tsx';
import { PageHead, useTitle } from '../../ui/page.tsx';
import { useGo } from '../../ui/scoped-link.tsx';
import { MissingPage } from '../missing-page.tsx';
import { ActionField } from './action-fields.tsx';
import { ActionChoice } from './action-choice.tsx';
import { AddressKeeper } from './address-keeper.tsx';
import './new-plan.css';

type Params = Readonly<Record<string, unknown>>;

function ActionFormCard({
  form,
  action,
  asked,
  now,
  refused,
}: {
  form: ActionForm;
  action: WebAction;
  asked: Params;
  now: Params | null;
  refused: string | undefined;
}) {
  const go = useGo();
  const whyNot = useWhyNot(action.may);
  const initial = useMemo(
    () => ({ ...initialValues(form, action, asked, now), reason: '' }),
    [form, action, asked, now],
  );
  const [more, setMore] = useState(() => (form.more ?? []).some(({ name }) => asked[name] !== undefined));
  const params = (values: Params) => paramsOf(form, action, values, { asked, now });
  return (
    <section className="sy-card sy-card-body" aria-label={action.label}>
      {refused && (
        <p className="sy-form-refusal" role="alert">
          {refused}
        </p>
      )}
      <PanelForm
        initial={initial}
        fields={[...fieldNames(form), 'reason']}
        act="Make the plan"
        whyNot={whyNot}
        onCancel={() => history.back()}
        onSave={async (values) => {
          const { id } = await proposePlan({
            action: action.name,
            params: params(values),
            reason: String(values['reason'] ?? '').trim(),
          });
          go(`/plans/${id}`, { replace: true });
        }}
      >
        {form.fields.map((field) => (
          <ActionField key={field.name} field={field} action={action} />
        ))}
        {form.more && (
          <details className="sy-form-more" open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
            <summary>More</summary>
            <div className="sy-form">
              {form.more.map((field) => (
                <ActionField key={field.name} field={field} action={action} />
              ))}
            </div>
          </details>
        )}
        <Field source="reason" label="Why" help="Stands in the history and in the audit." />
        <AddressKeeper action={action.name} params={params} />
      </PanelForm>
    </section>
  );
}

/** A form that begins with what there is now waits for it. */
function WithNow({
  form,
  action,
  asked,
  refused,
}: {
  form: ActionForm;
  action: WebAction;
  asked: Params;
  refused: string | undefined;
}) {
  const { now } = form;
  const id = now && (asked[now.param] as string | undefined);
  const { data: row, isPending } = useGetOne<Row>(
    (now && kindNamed(now.kind)?.path) ?? '',
    { id: id ?? '' },
    { enabled: id !== undefined },
  );
  if (id !== undefined && isPending) return <Lines count={6} />;
  return (
    <ActionFormCard
      key={id}
      form={form}
      action={action}
      asked={asked}
      now={now && row ? now.values(row) : null}
      refused={refused}
    />
  );
}

/** The address and what came beside it are read once, since both follow what is typed; and again when what there is now is of another object. */
function Asked({ form, action }: { form: ActionForm; action: WebAction }) {
  const { search, state } = useLocation();
  const [{ asked, refused }] = useState(() => {
    const beside = (state ?? {}) as BesideAddress;
    return { asked: { ...readPlanAddress(search, action, listsOf(form)), ...beside.params }, refused: beside.refused };
  });
  return <WithNow form={form} action={action} asked={asked} refused={refused} />;
}

/** Where an action is asked for what it lacks. Making the plan changes nothing; the plan shows all of it first. */
export function NewPlanPage() {
  const said = new URLSearchParams(useLocation().search);
  const name = said.get('action');
  const action = actionNamed(name ?? '');
  const form = formOf(name ?? '');
  useTitle(action?.label ?? 'New plan');
  if (name === null) return <ActionChoice />;
  if (!action || !form) return <MissingPage />;
  return (
    <div className="sy-narrow sy-new-plan">
      <PageHead title={action.label} />
      <p className="sy-muted">{action.about} Nothing changes yet: the plan shows everything first.</p>
      <Asked key={`${name} ${form.now ? said.get(form.now.param) : ''}`} form={form} action={action} />
    </div>
  );
}
