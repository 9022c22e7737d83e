import { Form, useFormIsDirty } from 'ra-core';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useBlocker } from 'react-router';
import { messageOf, problemOf } from '../api/fetch.ts';
import { Button } from '../ui/button.tsx';
import { Copy } from '../ui/copy.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { errorsAtFields } from './errors-at-fields.ts';
import './form.css';

/**
 * Asks before half-filled fields are left. react-admin's own guard takes a submit that the server refused for a saved one and
 * then asks no more, so `saved` is told by us.
 */
function LeaveGuard({ saved }: { saved: RefObject<boolean> }) {
  const dirty = useFormIsDirty();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !saved.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => {
      if (!saved.current) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [dirty, saved]);
  if (blocker.state !== 'blocked') return null;
  return (
    <Confirm
      title="Leave without saving?"
      act="Leave"
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      <p>What you changed here is not saved.</p>
    </Confirm>
  );
}

const REFUSED = '[aria-invalid="true"], .sy-refused';
const SETTLED_MS = 50;

interface Props {
  /** Taken once: news of the object while one types do not empty the fields. */
  initial: Record<string, unknown>;
  onSave: (values: Record<string, unknown>) => Promise<void>;
  /** The button, named after the act. */
  act: string;
  whyNot?: string | null;
  children: ReactNode;
  /** Other buttons, left of the main one. */
  also?: ReactNode;
  onCancel?: () => void;
  /** Fields at which the server's refusal can be shown. */
  fields: readonly string[];
}

interface Refusal {
  error: unknown;
  /** What it says about fields that the form does not have. */
  elsewhere: Readonly<Record<string, string>>;
}

/** A form of the panel: errors of fields at the fields, others once above the button, and nothing is lost by leaving. */
export function PanelForm({ initial, onSave, act, whyNot, children, also, onCancel, fields }: Props) {
  const [start] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const saved = useRef(false);
  const form = useRef<HTMLDivElement>(null);

  const submit = async (values: Record<string, unknown>) => {
    if (busy || whyNot) return undefined;
    setBusy(true);
    setRefusal(null);
    saved.current = true;
    try {
      await onSave(values);
      return undefined;
    } catch (error) {
      saved.current = false;
      const { atFields, elsewhere } = errorsAtFields(problemOf(error).errors ?? {}, fields);
      const some = Object.keys(atFields).length > 0;
      if (!some || Object.keys(elsewhere).length > 0) setRefusal({ error, elsewhere });
      // A form may be longer than the screen: what is refused comes into view, once the fields have been given what was said of them.
      if (some) setTimeout(() => form.current?.querySelector<HTMLElement>(REFUSED)?.focus(), SETTLED_MS);
      return some ? atFields : undefined;
    } finally {
      setBusy(false);
    }
  };

  const { requestId, title } = refusal ? problemOf(refusal.error) : {};
  const elsewhere = Object.entries(refusal?.elsewhere ?? {});
  return (
    <div ref={form}>
      <Form className="sy-form" defaultValues={start} onSubmit={submit} disableInvalidFormNotification noValidate>
        {children}
        {refusal !== null && (
          <div className="sy-form-refusal" role="alert">
            <p>{elsewhere.length > 0 ? title : messageOf(refusal.error)}</p>
            {elsewhere.map(([name, said]) => (
              <p key={name}>
                <code>{name}</code> {said}
              </p>
            ))}
            {requestId && (
              <p className="sy-request">
                Request <code>{requestId}</code> <Copy text={requestId} label="request id" />
              </p>
            )}
          </div>
        )}
        <div className="sy-form-foot">
          {also}
          {onCancel && <Button onClick={onCancel}>Cancel</Button>}
          <Button type="submit" kind="main" busy={busy} whyNot={whyNot}>
            {act}
          </Button>
        </div>
        <LeaveGuard saved={saved} />
      </Form>
    </div>
  );
}
