import type { Estate, EstateDiff } from '../../contract/api/estate.ts';
import { columnOf } from '../../contract/kinds/kind.ts';
import { keyedDigest } from '../../runtime/sealing/sealing.ts';
import { type Difference, differing } from './audit.ts';
import { changeCluster, createCluster, type ClusterInput } from './clusters.ts';
import { wrongFields } from './refused.ts';
import { cardOf, checkSettings } from './source-settings.ts';
import { changeSource, createSource, type SourceInput, type SourceWriter } from './sources.ts';

type Item = EstateDiff['items'][number];

interface Known {
  clusters: Map<string, Record<string, unknown> & { id: string }>;
  sources: Map<string, { id: string; system: string }>;
}

async function readKnown({ db }: SourceWriter): Promise<Known> {
  const fields = ['name', 'region', 'timeZone', 'stage', 'currentLoadBalancer', 'standbyLoadBalancer', 'rules'];
  const clusters = await db.query<Record<string, unknown> & { id: string; name: string }>(
    `SELECT c.id, ${fields.map((field) => `c.${columnOf(field)} AS "${field}"`).join(', ')}, w.name AS "watchedBy"
       FROM clusters c LEFT JOIN clusters w ON w.id = c.watched_by`,
  );
  const sources = await db.query<{ id: string; name: string; system: string }>(
    'SELECT id, name, system FROM sources WHERE removed_at IS NULL',
  );
  return {
    clusters: new Map(clusters.rows.map((row) => [row.name.toLowerCase(), row])),
    sources: new Map(sources.rows.map((row) => [row.name.toLowerCase(), row])),
  };
}

/**
 * Brings clusters and sources to what an estate says, by name; what it does not name stays. Doing it again changes nothing.
 * `dryRun` only tells the difference, with every check that applying makes.
 * @throws Refused naming the part, such as `sources.0.settings.regions`
 */
export async function applyEstate(writer: SourceWriter, estate: Estate, dryRun: boolean): Promise<EstateDiff> {
  // Two at once would both find a name free.
  await writer.db.query(`SELECT pg_advisory_xact_lock(hashtext('switchyard estate'))`);
  const known = await readKnown(writer);
  refuseRepeated(estate);
  const items: Item[] = [];
  for (const [n, cluster] of estate.clusters.entries())
    items.push(await named(`clusters.${n}`, () => applyCluster(writer, known, estate, cluster, dryRun)));
  // Watchers are named, and may be made by the same file: they are set once all clusters are there.
  if (!dryRun) await setWatchers(writer, estate);
  for (const [n, source] of estate.sources.entries())
    items.push(await named(`sources.${n}`, () => applySource(writer, known, source, dryRun)));
  return { applied: !dryRun, items };
}

function refuseRepeated(estate: Estate): void {
  for (const kind of ['clusters', 'sources'] as const) {
    const names = estate[kind].map((one) => one.name.toLowerCase());
    const twice = names.findIndex((name, n) => names.indexOf(name) !== n);
    if (twice >= 0) throw wrongFields({ [`${kind}.${twice}.name`]: 'the name is there twice' });
  }
}

/** Errors of one part say which part. */
async function named<T>(part: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { errors, status } = error as { errors?: Record<string, string>; status?: number };
    if (status !== 400 || !errors) throw error;
    throw wrongFields(Object.fromEntries(Object.entries(errors).map(([field, wrong]) => [`${part}.${field}`, wrong])));
  }
}

const changesOf = ({ names, before, after }: Difference): Item['changes'] =>
  names.map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));

async function applyCluster(
  writer: SourceWriter,
  known: Known,
  estate: Estate,
  wanted: ClusterInput,
  dryRun: boolean,
): Promise<Item> {
  const { watchedBy } = wanted;
  const isKnown = (name: string) =>
    known.clusters.has(name.toLowerCase()) ||
    estate.clusters.some((one) => one.name.toLowerCase() === name.toLowerCase());
  if (watchedBy !== null && (!isKnown(watchedBy) || watchedBy.toLowerCase() === wanted.name.toLowerCase()))
    throw wrongFields({ watchedBy: `there is no other cluster "${watchedBy}"` });
  const before = known.clusters.get(wanted.name.toLowerCase());
  const change = differing(before ?? {}, { ...wanted });
  const act = !before ? 'create' : change.names.length ? 'change' : 'same';
  if (!dryRun && act === 'create') await createCluster(writer.db, { ...wanted, watchedBy: null }, writer.address);
  if (!dryRun && act === 'change')
    await changeCluster(writer.db, before!.id, { ...wanted, watchedBy: undefined }, writer.address);
  return { kind: 'clusters', name: wanted.name, act, changes: changesOf(change) };
}

async function setWatchers(writer: SourceWriter, estate: Estate): Promise<void> {
  const { clusters } = await readKnown(writer);
  for (const { name, watchedBy } of estate.clusters) {
    const watcher = watchedBy === null ? null : clusters.get(watchedBy.toLowerCase())!.id;
    await changeCluster(writer.db, clusters.get(name.toLowerCase())!.id, { watchedBy: watcher }, writer.address);
  }
}

async function applySource(writer: SourceWriter, known: Known, wanted: SourceInput, dryRun: boolean): Promise<Item> {
  const digestOf = (secret: string) => keyedDigest(writer.masterKey, secret);
  const before = known.sources.get(wanted.name.toLowerCase());
  const item = { kind: 'sources' as const, name: wanted.name };
  if (!before) {
    const { plain, secrets } = checkSettings(cardOf(wanted.system), wanted.settings, []);
    const digests = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, digestOf(secret)]));
    const { settings: _, ...rest } = wanted;
    const settings = Object.entries({ ...plain, ...digests }).map(([name, value]) => [`settings.${name}`, value]);
    const change = differing({}, { ...rest, ...Object.fromEntries(settings) });
    if (!dryRun) await createSource(writer, wanted);
    return { ...item, act: 'create', changes: changesOf(change) };
  }
  if (before.system !== wanted.system)
    throw wrongFields({ system: `it is ${before.system}; a source cannot change its system` });
  const { system: _, ...patch } = wanted;
  const change = await changeSource(writer, before.id, patch, { dryRun, digestOf });
  return { ...item, act: change.names.length ? 'change' : 'same', changes: changesOf(change) };
}
