import { clusterInput, type Estate, type EstateDiff } from '../../contract/api/estate.ts';
import { sourceInput } from '../../contract/api/sources.ts';
import { columnOf } from '../../contract/kinds/kind.ts';
import { type Difference, differing } from './audit.ts';
import { changeCluster, createCluster } from './clusters.ts';
import { inTheWay, Refused, wrongFields } from './refused.ts';
import { secretWords } from './secrets.ts';
import { cardOf, checkSettings } from './source-settings.ts';
import { changeSource, createSource, type SourceWriter } from './sources.ts';

type Item = EstateDiff['items'][number];
type WantedCluster = Estate['clusters'][number];
type WantedSource = Estate['sources'][number];

interface Known {
  clusters: Map<string, Record<string, unknown> & { id: string }>;
  sources: Map<string, { id: string; system: string; settings: Record<string, unknown> }>;
}

async function readKnown({ db }: SourceWriter): Promise<Known> {
  const fields = [
    'name',
    'region',
    'timeZone',
    'stage',
    'currentLoadBalancer',
    'standbyLoadBalancer',
    'needsApproval',
    'rules',
  ];
  const clusters = await db.query<Record<string, unknown> & { id: string; name: string }>(
    `SELECT c.id, ${fields.map((field) => `c.${columnOf(field)} AS "${field}"`).join(', ')}, w.name AS "watchedBy"
       FROM clusters c LEFT JOIN clusters w ON w.id = c.watched_by`,
  );
  // Locked: settings that an estate leaves out are taken from here.
  const sources = await db.query<{ id: string; name: string; system: string; settings: Record<string, unknown> }>(
    'SELECT id, name, system, settings FROM sources WHERE removed_at IS NULL ORDER BY id FOR UPDATE',
  );
  return {
    clusters: new Map(clusters.rows.map((row) => [row.name.toLowerCase(), row])),
    sources: new Map(sources.rows.map((row) => [row.name.toLowerCase(), row])),
  };
}

/**
 * Brings clusters and sources to what an estate says, by name; what it leaves out stays. Doing it again changes nothing.
 * `dryRun` only tells the difference, with every check that applying makes.
 * @throws Refused naming the part, such as `sources.0.settings.regions`; 409 for a mode that only a plan may set
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
    if (!(error instanceof Refused) || error.status === 404) throw error;
    const errors = Object.fromEntries(
      Object.entries(error.errors).map(([field, wrong]) => [`${part}.${field}`, wrong] as const),
    );
    throw error.status === 400 ? wrongFields(errors) : inTheWay(error.message, errors);
  }
}

const changesOf = ({ names, before, after }: Difference, secrets: readonly string[] = []): Item['changes'] =>
  names.map((field) => ({
    field,
    before: before[field] ?? null,
    after: after[field] ?? null,
    ...(secrets.some((secret) => field === `settings.${secret}`) && { secret: true }),
  }));

async function applyCluster(
  writer: SourceWriter,
  known: Known,
  estate: Estate,
  wanted: WantedCluster,
  dryRun: boolean,
): Promise<Item> {
  const { watchedBy } = wanted;
  const isKnown = (name: string) =>
    known.clusters.has(name.toLowerCase()) ||
    estate.clusters.some((one) => one.name.toLowerCase() === name.toLowerCase());
  if (watchedBy && (!isKnown(watchedBy) || watchedBy.toLowerCase() === wanted.name.toLowerCase()))
    throw wrongFields({ watchedBy: `there is no other cluster "${watchedBy}"` });
  const item = { kind: 'clusters' as const, name: wanted.name };
  const before = known.clusters.get(wanted.name.toLowerCase());
  if (!before) {
    const whole = clusterInput.parse(wanted);
    if (!dryRun) await createCluster(writer.db, { ...whole, watchedBy: null });
    return { ...item, act: 'create', changes: changesOf(differing({}, whole)) };
  }
  const change = differing(before, wanted);
  if (!dryRun) await changeCluster(writer.db, before.id, { ...wanted, watchedBy: undefined });
  return { ...item, act: change.names.length ? 'change' : 'same', changes: changesOf(change) };
}

async function setWatchers(writer: SourceWriter, estate: Estate): Promise<void> {
  const { clusters } = await readKnown(writer);
  for (const { name, watchedBy } of estate.clusters) {
    if (watchedBy === undefined) continue;
    const watcher = watchedBy === null ? null : clusters.get(watchedBy.toLowerCase())!.id;
    await changeCluster(writer.db, clusters.get(name.toLowerCase())!.id, { watchedBy: watcher });
  }
}

const withoutNulls = (settings: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));

async function applySource(writer: SourceWriter, known: Known, wanted: WantedSource, dryRun: boolean): Promise<Item> {
  const before = known.sources.get(wanted.name.toLowerCase());
  const item = { kind: 'sources' as const, name: wanted.name };
  const { system = before?.system, settings, ...patch } = wanted;
  if (!system) throw wrongFields({ system: 'a new source needs one' });
  if (before && before.system !== system)
    throw wrongFields({ system: `it is ${before.system}; a source cannot change its system` });
  const card = cardOf(system);
  if (!before) {
    const whole = sourceInput.parse({ ...patch, system, settings: withoutNulls(settings ?? {}) });
    const { plain, secrets } = checkSettings(card, whole.settings, []);
    const { settings: _, ...rest } = whole;
    const shown = Object.entries({ ...plain, ...secretWords({}, secrets) });
    const change = differing(
      {},
      { ...rest, ...Object.fromEntries(shown.map(([name, value]) => [`settings.${name}`, value])) },
    );
    if (!dryRun) await createSource(writer, whole);
    return { ...item, act: 'create', changes: changesOf(change, card.secrets) };
  }
  const merged = settings && withoutNulls({ ...before.settings, ...settings });
  const change = await changeSource(writer, before.id, { ...patch, settings: merged }, { dryRun });
  return { ...item, act: change.names.length ? 'change' : 'same', changes: changesOf(change, card.secrets) };
}
