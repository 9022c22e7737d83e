import { useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import '../../form/form.css';
import { LongText } from './long-text.tsx';
import { blocking, type Plan } from './plan.ts';

/** What has to be typed: what it is about. */
const wordOf = ({ objects, number }: Plan): string => objects[0]?.name ?? String(number);

/** Asked before what cannot be undone, which is typed, and before checks that say no are overridden, which are named. */
export function ConfirmApply({
  plan,
  override,
  busy,
  onConfirm,
  onClose,
}: {
  plan: Plan;
  override: boolean;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const word = wordOf(plan);
  const { irreversible } = plan;
  const said = irreversible.length === 0 || typed.trim() === word;
  return (
    <Dialog title={override ? `${plan.button} in spite of checks?` : `${plan.button}?`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (said) onConfirm();
        }}
      >
        <div className="sy-dialog-body">
          {override && (
            <>
              <p>These checks say no. Overriding them is on record, with your name.</p>
              <ul className="sy-checks">
                {blocking(plan).map(({ name, about, detail }) => (
                  <li key={name} className="sy-failing">
                    {about}
                    {detail && <LongText text={detail} />}
                  </li>
                ))}
              </ul>
            </>
          )}
          {irreversible.map((text) => (
            <p key={text}>Cannot be undone: {text}.</p>
          ))}
          {irreversible.length > 0 && (
            <div className="sy-field">
              <label htmlFor={id}>
                Type <code>{word}</code> to go on
              </label>
              <input
                id={id}
                className="sy-input sy-code"
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
            </div>
          )}
        </div>
        <div className="sy-dialog-foot">
          <Button onClick={onClose}>Back</Button>
          <Button kind="danger" type="submit" busy={busy} whyNot={said ? null : `type ${word} first`}>
            {plan.button}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
