import type { ReactNode } from 'react';
import type { Row } from '../../api/data-provider.ts';
import { exactSpan } from '../../ui/relative-time.ts';
import { spelled } from '../../ui/spelled.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { When } from '../../ui/when.tsx';
import { useListening } from './queries.ts';

interface Fact {
  label: string;
  value: ReactNode;
  /** It stands below its label. */
  long?: boolean;
}

/** A list has a line for each, and certificates have lines too: many are scrolled through. */
const Many = ({ label, lines }: { label: string; lines: readonly string[] }) => (
  <pre className="sy-many" tabIndex={0} role="region" aria-label={label}>
    {lines.join('\n')}
  </pre>
);

/** Lines that stand there as they are. */
const FEW = 6;
/** As many letters as have room beside a label. */
const NARROW = 24;

function Setting({ label, value }: { label: string; value: unknown }): ReactNode {
  const lines = Array.isArray(value) ? value.map(String) : String(value).trim().split('\n');
  if (lines.length > FEW) return <Many label={label} lines={lines} />;
  return (
    <span className="sy-setting-lines">
      {lines.map((line) => (
        <code key={line}>{line}</code>
      ))}
    </span>
  );
}

function shown([name, value]: [string, unknown]): Fact {
  const secret = typeof value === 'boolean' && name.endsWith('Set');
  const label = spelled(secret ? name.slice(0, -3) : name);
  if (secret) return { label, value: <span className="sy-muted">{value ? 'is set' : 'not set'}</span> };
  if (typeof value === 'boolean') return { label, value: value ? 'yes' : 'no' };
  const long = [value].flat().some((one) => String(one).length > NARROW);
  return { label, value: <Setting label={label} value={value} />, long };
}

/** Between pulls, a source that tells of changes is listened to. */
function Listening({ run }: { run: Row }) {
  const goesOn = run['state'] === 'listening';
  return (
    <Link to={`/sync-runs/${run.id}`}>
      {goesOn ? 'listened to since ' : 'not listened to since '}
      <When at={(goesOn ? run['startedAt'] : run['finishedAt']) as string} />
    </Link>
  );
}

/** How a source is reached and pulled. Of a secret only whether it is set. */
export function SettingsFacts({ row }: { row: Row }) {
  const settings = (row['settings'] ?? {}) as Record<string, unknown>;
  const listening = useListening(row.id);
  const facts: Fact[] = [
    { label: 'Mode', value: String(row['mode']) },
    { label: 'Pulled', value: row['enabled'] ? `every ${exactSpan(Number(row['intervalSeconds']))}` : 'paused' },
    { label: 'Account', value: row['account'] ? <code>{String(row['account'])}</code> : '–' },
    {
      label: row['health'] === 'partial' ? 'Seen in part' : 'Complete',
      value: <When at={row['lastCompleteAt'] as string} />,
    },
    { label: 'Next pull', value: <When at={row['nextPullAt'] as string} /> },
    ...(listening ? [{ label: 'Events', value: <Listening run={listening} /> }] : []),
    ...Object.entries(settings).map(shown),
  ];
  return (
    <dl className="sy-facts">
      {facts.map(({ label, value, long }) => (
        <div key={label} className={long ? 'sy-setting-long' : ''}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
