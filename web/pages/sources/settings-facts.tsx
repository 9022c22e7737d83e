import type { ReactNode } from 'react';
import type { Row } from '../../api/data-provider.ts';
import { settingLabel } from '../../form/schema-fields.ts';
import { exactSpan } from '../../ui/relative-time.ts';
import { When } from '../../ui/when.tsx';

/** How a source is reached and pulled. Of a secret only that it is set. */
export function SettingsFacts({ row }: { row: Row }) {
  const settings = (row['settings'] ?? {}) as Record<string, unknown>;
  return (
    <dl className="sy-facts">
      {(
        [
          ['Mode', String(row['mode'])],
          ['Pulled', row['enabled'] ? `every ${exactSpan(Number(row['intervalSeconds']))}` : 'paused'],
          ['Account', row['account'] ? <code key="a">{String(row['account'])}</code> : '–'],
          ['Complete', <When key="c" at={row['lastCompleteAt'] as string} />],
          ['Next pull', <When key="n" at={row['nextPullAt'] as string} />],
          ...Object.entries(settings).map(([name, value]): [string, ReactNode] =>
            value === true && name.endsWith('Set')
              ? [
                  settingLabel(name.slice(0, -3)),
                  <span key={name} className="sy-muted">
                    is set
                  </span>,
                ]
              : [settingLabel(name), <code key={name}>{Array.isArray(value) ? value.join(', ') : String(value)}</code>],
          ),
        ] as [string, ReactNode][]
      ).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
