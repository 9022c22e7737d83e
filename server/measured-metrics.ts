import { setImmediate } from 'node:timers/promises';
import type { Unit } from '../contract/kinds/field.ts';
import { columnOf, type Kind, measuredFields } from '../contract/kinds/kind.ts';
import { measuredEvery } from '../contract/systems/all.ts';
import type { Client } from '../model/database.ts';
import { measuredKinds, samplesTable } from '../model/schema/samples.ts';
import type { Panel } from './panel.ts';
import { asReader } from './reader.ts';

/** Older values are not told: Prometheus itself would go on telling the last one for five minutes. */
const TOLD_FOR_INTERVALS = 3;
/** Between so many objects other requests have their turn. */
const AT_ONCE = 1000;

/** Prometheus' conventions: base units, and the unit ends the name. */
const UNIT_WORDS: Record<Unit, string> = {
  count: '',
  seconds: '_seconds',
  bytes: '_bytes',
  share: '_share',
  'bytes-per-second': '_bytes_per_second',
  'per-second': '_per_second',
};

/** `diskRead` of virtual machines → `switchyard_virtual_machine_disk_read_bytes_per_second` */
export function metricName(kind: Kind, field: string): string {
  const name = `switchyard_${kind.one.replaceAll(' ', '_')}_${columnOf(field)}`;
  const unit = UNIT_WORDS[kind.fields[field]!.format as Unit];
  return name.endsWith(unit) ? name : name + unit;
}

const SPECIAL: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };
const quoted = (text: string) => `"${text.replaceAll(/[\\"\n]/g, (letter) => SPECIAL[letter]!)}"`;

type Row = [name: string, key: string, realm: string, cluster: string | null, ...values: (number | null)[]];

/** The newest sample of each object by its index: 10,000 look-ups are faster than the samples of these minutes sorted. */
const statement = (kind: Kind) => {
  const columns = measuredFields(kind)
    .map((field) => `"${columnOf(field)}"`)
    .join(', ');
  return `
  SELECT o.name, o.key, o.realm, c.name, s.*
    FROM ${kind.name} o LEFT JOIN clusters c ON c.id = o.cluster_id
    JOIN LATERAL (SELECT ${columns} FROM ${samplesTable(kind)} s
                   WHERE s.id = o.id AND s.at > now() - make_interval(secs => $1) ORDER BY s.at DESC LIMIT 1) s ON true
   WHERE o.gone_at IS NULL`;
};

function labelsOf([name, key, realm, cluster]: Row): string {
  const colon = realm.indexOf(':');
  const labels = { name, key, system: realm.slice(0, colon), account: realm.slice(colon + 1), cluster: cluster ?? '' };
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${quoted(value)}`)
    .join(',')}}`;
}

async function metricsOf(client: Client, kind: Kind): Promise<string> {
  const { rows } = await client.query<Row>({
    text: statement(kind),
    values: [TOLD_FOR_INTERVALS * measuredEvery(kind.name)!],
    rowMode: 'array',
  });
  // All lines of a metric have to stand together.
  const metrics = measuredFields(kind).map((field) => {
    const name = metricName(kind, field);
    return { name, text: `# HELP ${name} ${kind.fields[field]!.about}\n# TYPE ${name} gauge\n` };
  });
  for (const [n, row] of rows.entries()) {
    if (n % AT_ONCE === AT_ONCE - 1) await setImmediate();
    const labels = labelsOf(row);
    for (const [place, metric] of metrics.entries()) {
      const value = row[4 + place];
      if (value !== null) metric.text += `${metric.name}${labels} ${value}\n`;
    }
  }
  return metrics.map(({ text }) => text).join('');
}

/**
 * What was measured of every object, in Prometheus' text format. By hand: gauges of the library would keep the labels of every object in memory, and
 * write them all without giving others their turn.
 */
export const measuredMetrics = (panel: Panel): Promise<string> =>
  asReader(panel, async (client) => {
    let text = '';
    for (const kind of measuredKinds) text += await metricsOf(client, kind);
    return text;
  });
