import { stepsDigest } from '../../actions/engine/digest.ts';
import type { Draft } from '../../actions/engine/draft.ts';
import { planAs } from '../../actions/engine/plan-as.ts';
import type { Role } from '../../contract/access/roles.ts';
import type { KindName } from '../../contract/kinds/all.ts';
import { describeStep, targetOf } from '../../contract/plans/describe.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import { Refused } from '../../model/panel/refused.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { account, end, makeSource, page, pullScript, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import type { Pulled, Row } from '../../sync/systems/system.ts';
import { type Estate, scriptedWorld } from '../model/scripted-world.ts';

type Source = { id: string; name: string };
type Mode = 'read' | 'write-adopted' | 'write-all';

/** What one line of a step says, as in `www.shop.example A: 192.0.2.1 → 198.51.100.1`. */
function lineOf(step: StepData): string[] {
  return describeStep(step).map(({ name, op, fields }) => {
    const changed = fields.filter(({ same }) => !same);
    const words = changed.map((one) => `${one.name} ${one.before ?? '–'} → ${one.after ?? '–'}`);
    return op === 'change'
      ? `${name}: ${words.join('; ')}`
      : `${op} ${name}${words.length ? `: ${words.join('; ')}` : ''}`;
  });
}

/** A draft without ids, to be compared whole. */
export const told = (draft: Draft) => ({
  title: draft.title,
  button: draft.button,
  steps: draft.steps.map((step) => `${step.type} ${targetOf(step).system} ${targetOf(step).name}`),
  changes: draft.steps.flatMap(lineOf),
  candidates: (draft.candidates ?? []).map(
    ({ name, detail, selected, reason }) => `${selected ? '✓' : '–'} ${name}: ${detail}${reason ? ` (${reason})` : ''}`,
  ),
  checks: (draft.checks ?? []).map(({ name, state, detail }) => `${name} ${state}${detail ? `: ${detail}` : ''}`),
  probes: (draft.probes ?? []).map(({ addresses, probe }) => `${JSON.stringify(probe)} ${addresses.join(' ')}`),
  warnings: (draft.warnings ?? []).map(
    ({ text, objects }) => `${text}${objects.length ? ` [${objects.map(({ name }) => name).join(', ')}]` : ''}`,
  ),
  offers: (draft.offers ?? []).map(({ when, action, label }) => `${when} ${action}: ${label}`),
  objects: draft.objects.map(({ kind, name }) => `${kind} ${name}`),
});

/** The model of scripted-world.ts with sources that can be written, and plans made over it in somebody's name. */
export function planWorld() {
  const world = scriptedWorld();
  const db = () => world.db.worker;

  async function principal(role: Role, clusters: string[] | null): Promise<string> {
    const id = uuidv7();
    const { rows } = await db().query<{ id: string }>('SELECT id FROM clusters WHERE name = ANY ($1)', [
      clusters ?? [],
    ]);
    await db().query('INSERT INTO tokens (id, name, role, cluster_ids, token_hash) VALUES ($1, $2, $3, $4, $5)', [
      id,
      `${role} of tests`,
      role,
      clusters && rows.map((row) => row.id),
      id,
    ]);
    return id;
  }

  const plan = async (action: string, params: Record<string, unknown>, as?: string): Promise<Draft> =>
    planAs(db(), as ?? (await principal('admin', null)), { action, params });

  return {
    ...world,
    get db() {
      return world.db;
    },
    get source() {
      return world.source;
    },
    principal,
    plan,
    async dns(name: string, system: 'cloudflare' | 'powerdns', mode: Mode): Promise<Source> {
      // Those of earlier tests stay, under another name.
      await db().query('UPDATE sources SET name = id, enabled = false WHERE name = $1', [name]);
      const source = await makeSource(db(), name, system);
      await db().query('UPDATE sources SET mode = $2 WHERE id = $1', [source.id, mode]);
      return source;
    },
    async pullInto(source: Source, estate: Estate): Promise<void> {
      const items: Pulled[] = [account()];
      for (const [kind, rows] of Object.entries(estate))
        items.push(page(kind as KindName, source.name, rows as Row[]), end(kind as KindName, source.name));
      const { state } = await pullScript(db(), source, items);
      if (state !== 'complete') throw new Error(`the pull of ${source.name} ended ${state}`);
    },
    async clusterId(name: string): Promise<string> {
      const { rows } = await db().query<{ id: string }>('SELECT id FROM clusters WHERE name = $1', [name]);
      return rows[0]!.id;
    },
    async id(kind: KindName, name: string): Promise<string> {
      const { rows } = await db().query<{ id: string }>(
        `SELECT id FROM ${kind} WHERE name = $1 OR key = $1 ORDER BY gone_at DESC NULLS FIRST, key`,
        [name],
      );
      if (!rows[0]) throw new Error(`there is no ${name} among ${kind}`);
      return rows[0].id;
    },
    /** What it says when it will not plan: status and each parameter's trouble. */
    async refusal(action: string, params: Record<string, unknown>, as?: string) {
      const error = await plan(action, params, as).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof Refused)) throw new Error(`not refused: ${String(error)}`);
      return { status: error.status, says: error.message };
    },
    /** The same model and parameters give the same plan. */
    async digest(action: string, params: Record<string, unknown>, as?: string): Promise<string> {
      return stepsDigest((await plan(action, params, as)).steps);
    },
  };
}

/** Its zones have ids of their own, PowerDNS knows them by name. */
const cloudflareKey = (zoneName: string) => `id-of-${zoneName}`;
export const cloudflareZone = (name: string, plan: string | null = null): Row<'zones'> => ({
  ...zone(name),
  key: cloudflareKey(name),
  provider: 'cloudflare',
  plan,
});

/** A record a value, each with a reference of its own, as Cloudflare has them. */
export const cloudflareSet = (
  zone: string,
  name: string,
  contents: string[],
  more: Partial<Row<'record_sets'>> = {},
): Row<'record_sets'> =>
  recordSet(zone, name, contents, {
    provider: 'cloudflare',
    zoneKey: cloudflareKey(zone),
    key: `${cloudflareKey(zone)}/${name}/${more.type ?? 'A'}`,
    proxied: false,
    values: contents.map((content, place) => ({ content, ref: `${name}-${more.type ?? 'A'}-${place}` })),
    ...more,
  });
