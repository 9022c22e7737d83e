import type { WebKind } from '../kinds/web-kind.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { middleColumns, type Column } from './columns.ts';

interface Props {
  kind: WebKind;
  shown: readonly Column[];
  onChoose: (names: string[] | null) => void;
  /** Absent for kinds that keep nothing of what is gone. */
  gone?: boolean;
  onGone?: (gone: boolean) => void;
}

/** Which columns stand between name and freshness; kept for this person in this browser. */
export function ColumnChoice({ kind, shown, onChoose, gone, onGone }: Props) {
  const names = new Set(shown.map((column) => column.name));
  return (
    <Popover
      label="Columns"
      title="Columns"
      role="dialog"
      align="end"
      className="sy-button sy-button-icon"
      button={<Icon name="columns" />}
    >
      <fieldset className="sy-columns-choice">
        <legend className="sy-hidden">Columns shown</legend>
        {middleColumns(kind).map((column) => (
          <label key={column.name} title={column.about}>
            <input
              type="checkbox"
              checked={names.has(column.name)}
              onChange={(event) => {
                const next = new Set(names);
                if (event.target.checked) next.add(column.name);
                else next.delete(column.name);
                onChoose([...next]);
              }}
            />
            {column.label}
          </label>
        ))}
      </fieldset>
      <div className="sy-columns-foot">
        {onGone && (
          <label className="sy-check-label">
            <input type="checkbox" checked={gone} onChange={(event) => onGone(event.target.checked)} />
            Gone ones too
          </label>
        )}
        <Button kind="quiet" onClick={() => onChoose(null)}>
          Usual columns
        </Button>
      </div>
    </Popover>
  );
}
