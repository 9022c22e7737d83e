import type { ReactNode } from 'react';
import type { Row } from '../../api/data-provider.ts';
import { exactSpan } from '../../ui/relative-time.ts';
import { spelled } from '../../ui/spelled.ts';
import { When } from '../../ui/when.tsx';

/** A list has a line for each, and certificates have lines too: many are scrolled through. */
const Many = ({ label, lines }: { label: string; lines: readonly string[] }) => (
  <pre className="sy-many" tabIndex={0} role="region" aria-label={label}>
    {lines.join('\n')}
  </pre>
);

/** Lines that stand there as they are. */
const FEW = 6;

function Setting({ label, value }: { label: string; value: unknown }): ReactNode {
  const lines = Array.isArray(value) ? value.map(String) : String(value).trim().split('\n');
  if (lines.length > FEW) return <Many label={label} lines={lines} />;
  return (
    <span className="sy-lines">
      {lines.map((line) => (
        <code key={line}>{line}</code>
      ))}
    </span>
  );
}

const shown = ([name, value]: [string, unknown]): [string, ReactNode] => {
  const secret = typeof value === 'boolean' && name.endsWith('Set');
  const label = spelled(secret ? name.slice(0, -3) : name);
  if (secret) return [label, <span className="sy-muted">{value ? 'is set' : 'not set'}</span>];
  return [label, typeof value === 'boolean' ? value ? 'yes' : 'no' : <Setting label={label} value={value} />];
};

/** How a source is reached and pulled. Of a secret only whether it is set. */
export function SettingsFacts({ row }: { row: Row }) {
  const settings = (row['settings'] ?? {}) as Record<string, unknown>;
  const facts: [string, ReactNode][] = [
    ['Mode', String(row['mode'])],
    ['Pulled', row['enabled'] ? `every ${exactSpan(Number(row['intervalSeconds']))}` : 'paused'],
    ['Account', row['account'] ? <code>{String(row['account'])}</code> : '–'],
    ['Complete', <When at={row['lastCompleteAt'] as string} />],
    ['Next pull', <When at={row['nextPullAt'] as string} />],
    ...Object.entries(settings).map(shown),
  ];
  return (
    <dl className="sy-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
