import type { Unit } from '../../../contract/kinds/field.ts';
import type { Row } from '../../api/data-provider.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { useScope } from '../../ui/scoped-link.tsx';
import { chartGroups } from './charts/chart-groups.ts';

/** As many empty places as there will be charts: what stands below does not move when they come. */
export function ChartPlaces({ kind, row }: { kind: WebKind; row: Row }) {
  const { at } = useScope();
  // Nothing measured yet is a sentence. Of the past it is not known before it is asked for.
  if (at === null && row['measuredAt'] === null) return <div className="sy-chart-sentence" />;
  const fields = kind.fields.filter(({ measured }) => measured);
  const groups = chartGroups(fields.map(({ name, label, format }) => ({ name, label, unit: format as Unit })));
  return (
    <div className="sy-chart-places">
      {groups.map(({ title }) => (
        <i key={title} />
      ))}
    </div>
  );
}

/** The card of the charts before their code is here. */
export const ChartsComing = ({ kind, row }: { kind: WebKind; row: Row }) => (
  <div className="sy-card">
    <div className="sy-card-head sy-charts-coming-head" />
    <div className="sy-card-body">
      <ChartPlaces kind={kind} row={row} />
    </div>
  </div>
);
