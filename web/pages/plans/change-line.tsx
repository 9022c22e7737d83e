import { memo } from 'react';
import type { ChangeLine } from '../../../contract/plans/describe.ts';
import { kindNamed, objectPath } from '../../kinds/find.ts';
import { spelled } from '../../ui/spelled.ts';
import { Link } from '../../ui/scoped-link.tsx';

const OPS: Readonly<Record<ChangeLine['op'], string | null>> = {
  create: 'new',
  delete: 'deleted',
  change: null,
  do: null,
};

const Side = ({ value, which, gone }: { value: string | null; which: 'before' | 'after'; gone: boolean }) => (
  <span className={`sy-change-${which}`}>
    <span className="sy-hidden">{which}: </span>
    {value === null ? (
      <span className="sy-none">–</span>
    ) : gone ? (
      <del>
        <code>{value}</code>
      </del>
    ) : (
      <code>{value}</code>
    )}
  </span>
);

/** One object before and after: what differs side by side, what stays in one dim line. */
export const ChangeLineRow = memo(function ChangeLineRow({ line }: { line: ChangeLine }) {
  const { kind, id, name, op, fields } = line;
  const differing = fields.filter(({ same }) => !same);
  const staying = fields.filter(({ same }) => same);
  const word = OPS[op];
  return (
    <div className={`sy-change sy-change-${op}`}>
      <p className="sy-change-name">
        {id !== null && kindNamed(kind) ? <Link to={objectPath(kind, id)}>{name}</Link> : <span>{name}</span>}
        {word && <span className="sy-change-op">{word}</span>}
      </p>
      {fields.length > 0 && (
        <div className="sy-change-fields">
          {differing.map(({ name: field, before, after }) => (
            <div key={field} className="sy-change-field">
              <span className="sy-muted">{spelled(field)}</span>
              <Side value={before} which="before" gone={op === 'delete'} />
              <span className="sy-change-arrow" aria-hidden="true">
                →
              </span>
              <Side value={after} which="after" gone={false} />
            </div>
          ))}
          {staying.length > 0 && (
            <p className="sy-change-same">
              stays: {staying.map(({ name: field, after }) => `${spelled(field)} ${after ?? '–'}`).join(' · ')}
            </p>
          )}
        </div>
      )}
    </div>
  );
});
