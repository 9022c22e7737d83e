import { useMemo } from 'react';
import { Lines } from '../../ui/late.tsx';
import { PageProblem } from '../../ui/page.tsx';
import { SystemIcon } from '../sources/system-icon.tsx';
import { ChangeLineRow } from './change-line.tsx';
import { changeRows, type ChangeRow } from './change-rows.ts';
import type { Plan } from './plan.ts';
import type { PlanSteps } from './use-plan-steps.ts';
import { VirtualList } from './virtual-list.tsx';

export interface Ticks {
  /** Whether an object is to be part of it; null: it is no matter of choice. */
  part: (id: string) => boolean | null;
  toggle: (id: string) => void;
}

const keyOf = (row: ChangeRow) =>
  row.is === 'target' ? `target ${row.n}` : `${row.n} ${row.line.kind} ${row.line.id ?? ''} ${row.line.name}`;

const HEAD = 38;
const FIELD = 22;
const heightOf = (row: ChangeRow) =>
  row.is === 'target' ? HEAD : 34 + FIELD * row.line.fields.filter(({ same }) => !same).length;

function Row({ row, ticks }: { row: ChangeRow; ticks: Ticks }) {
  if (row.is === 'target')
    return (
      <h3 className="sy-change-target">
        <SystemIcon system={row.system} size={18} />
        {row.name}
        <span className="sy-muted">
          {row.lines > 0
            ? `${row.system} · step ${row.n} · ${row.lines.toLocaleString('en')} ${row.lines === 1 ? 'change' : 'changes'}`
            : `step ${row.n} · changes nothing`}
        </span>
      </h3>
    );
  const { id, name } = row.line;
  const part = id === null ? null : ticks.part(id);
  return (
    <div className={`sy-change-row${part === false ? ' sy-change-left' : ''}`}>
      {part !== null && id !== null && (
        <input type="checkbox" checked={part} aria-label={`${name} is part of it`} onChange={() => ticks.toggle(id)} />
      )}
      <ChangeLineRow line={row.line} />
    </div>
  );
}

/** What changes, before and after, by system and target. */
export function ChangesPanel({ plan, found, ticks }: { plan: Plan; found: PlanSteps; ticks: Ticks }) {
  const { steps, whole, error } = found;
  const rows = useMemo(() => changeRows(steps), [steps]);
  if (error && steps.length === 0) return <PageProblem error={error} />;
  if (plan.stepCount === 0)
    return (
      <p className="sy-muted sy-card-body">
        {plan.undoes !== null && plan.state === 'applying'
          ? 'What there is to bring back is known in a moment, or once the step under way has ended.'
          : 'Nothing changes.'}
      </p>
    );
  if (rows.length === 0) return <Lines count={6} />;
  return (
    <>
      <VirtualList
        rows={rows}
        keyOf={keyOf}
        height={heightOf}
        label="Changes"
        row={(row) => <Row row={row} ticks={ticks} />}
      />
      {!whole && <p className="sy-muted sy-card-body">More is coming …</p>}
    </>
  );
}
