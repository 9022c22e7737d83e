import type { SeenTarget } from '../../../contract/plans/seen.ts';
import { kindNamed, objectPath } from '../../kinds/find.ts';
import { spelled } from '../../ui/spelled.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord, type Mark } from '../../ui/status.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

interface Line {
  target: SeenTarget;
  field: SeenTarget['fields'][number];
}

const LIKE: Record<SeenTarget['is'], readonly [Mark, string]> = {
  before: ['note', 'as it was'],
  wanted: ['ok', 'as wanted'],
  other: ['attention', 'neither'],
};

const Value = ({ value }: { value: string | null }) =>
  value === null ? <span className="sy-none">nothing</span> : <code>{value}</code>;

const side = (head: string, which: 'before' | 'wanted'): TableColumn<Line> => ({
  head,
  cell: ({ field }) => <Value value={field[which]} />,
  wraps: true,
});

const NOW: TableColumn<Line> = {
  head: 'There now',
  cell: ({ field: { now, is } }) => {
    const [mark, word] = LIKE[is === 'same' ? 'wanted' : is];
    return (
      <>
        <Value value={now} /> <StatusWord status={mark} word={word} />
      </>
    );
  },
  wraps: true,
};

const COLUMNS: readonly [TableColumn<Line>, ...TableColumn<Line>[]] = [
  {
    head: 'What',
    cell: ({ target: { kind, id, name }, field }) => (
      <>
        {id !== null && kindNamed(kind) ? <Link to={objectPath(kind, id)}>{name}</Link> : name}{' '}
        <span className="sy-muted">{spelled(field.name)}</span>
      </>
    ),
    wraps: true,
  },
  side('Before', 'before'),
  side('Wanted', 'wanted'),
  NOW,
];

const SHOWN = 40;
const keyOf = ({ target, field }: Line) => `${target.kind} ${target.name} ${field.name}`;

/** Before, wanted and there now, side by side, of all that is not as it is wanted. */
export function SeenTable({ seen }: { seen: readonly SeenTarget[] }) {
  const open = seen.filter(({ is }) => is !== 'wanted');
  const done = seen.length - open.length;
  const lines = open.flatMap((target) =>
    target.fields.filter(({ is }) => is !== 'same').map((field): Line => ({ target, field })),
  );
  const at = seen.map((one) => one.at).toSorted()[0];
  return (
    <>
      {lines.length > 0 && (
        <Table
          label="What was there, what is wanted, what is there now"
          columns={COLUMNS}
          rows={lines.slice(0, SHOWN)}
          keyOf={keyOf}
        />
      )}
      <p className="sy-muted">
        {lines.length > SHOWN && `${(lines.length - SHOWN).toLocaleString('en')} more values differ. `}
        {done > 0 && (open.length > 0 ? `${done.toLocaleString('en')} more as wanted. ` : 'All of it is as wanted. ')}
        {at && (
          <>
            Looked at <When at={at} />.
          </>
        )}
      </p>
    </>
  );
}
