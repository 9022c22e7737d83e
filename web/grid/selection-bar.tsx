import { useNotify } from 'ra-core';
import type { Row } from '../api/data-provider.ts';
import { askJson } from '../api/fetch.ts';
import { useWhyNot, useWhyNotOf } from '../app/may.ts';
import { useReport } from '../app/report.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { atObjects } from '../planning/beginnings.ts';
import { takesMany } from '../planning/find-action.ts';
import { useBegin } from '../planning/use-begin.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy.tsx';
import { useScope } from '../ui/scoped-link.tsx';
import { downloadCsv } from './csv.ts';

/** What can be done with the rows that are selected. */
export function SelectionBar({
  kind,
  selected,
  onClear,
}: {
  kind: WebKind;
  selected: ReadonlyMap<string, Row>;
  onClear: () => void;
}) {
  const scope = useScope();
  const report = useReport();
  const notify = useNotify();
  const whyNot = useWhyNot('objects.refresh');
  const whyNotOf = useWhyNotOf();
  const { begin, busy } = useBegin();
  const rows = [...selected.values()];
  const ids = [...selected.keys()];
  const refresh = async () => {
    for (const { id } of rows) await askJson(`/${kind.path}/${encodeURIComponent(id)}/refresh`, { method: 'POST' });
    notify(`Asked for news of ${rows.length} ${rows.length === 1 ? kind.one : kind.many}`);
  };
  return (
    <div className="sy-selection-bar">
      <span role="status">{rows.length} selected</span>
      {kind.synced && (
        <Button icon="refresh" whyNot={whyNot} onClick={() => void refresh().catch((error: unknown) => report(error))}>
          Refresh
        </Button>
      )}
      {atObjects(kind.name, ids)
        .filter(({ action }) => takesMany(action.from[kind.name] ?? ''))
        .map(({ action, params }) => (
          <Button key={action.name} whyNot={whyNotOf(action.may)} busy={busy} onClick={() => begin(action, params)}>
            {action.label}
          </Button>
        ))}
      <Button
        icon="download"
        onClick={() =>
          void downloadCsv(kind, { id: ids.join(',') }, kind.order, scope).catch((error: unknown) => report(error))
        }
      >
        CSV
      </Button>
      <Button
        icon="copy"
        onClick={() =>
          void copyText(rows.map((row) => String(row['key'] ?? row.id)).join('\n')).then(() => notify('Ids copied'))
        }
      >
        Copy ids
      </Button>
      <Button kind="quiet" icon="close" label="Clear the selection" onClick={onClear} />
    </div>
  );
}
