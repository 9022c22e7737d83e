import type { Samples } from '../../../../contract/api/samples.ts';
import { quantity } from '../../../ui/quantity.ts';
import { figuresOf, valuesAt } from './figures.ts';

const COLUMNS = [
  ['last', 'Last'],
  ['least', 'Least'],
  ['mean', 'Mean'],
  ['most', 'Most'],
] as const;

/** What the charts show, in figures. */
export function FiguresTable({ samples: { fields, points }, label }: { samples: Samples; label: string }) {
  return (
    <div className="sy-table-wrap" tabIndex={0} role="region" aria-label={label}>
      <table className="sy-table sy-figures">
        <thead>
          <tr>
            <th scope="col">Value</th>
            {COLUMNS.map(([name, head]) => (
              <th key={name} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field, index) => {
            const figures = figuresOf(valuesAt(points, index + 1));
            return (
              <tr key={field.name}>
                <th scope="row">{field.label}</th>
                {COLUMNS.map(([name]) => (
                  <td key={name}>{figures ? quantity(field.unit, figures[name]) : '–'}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
