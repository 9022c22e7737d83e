import type { z } from 'zod';
import type { sourceInput, sourcePatch } from '../../contract/api/sources.ts';
import type { CheckResult } from '../../contract/kinds/sources.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Queryable } from '../database.ts';
import { requestWork } from '../work/due-work.ts';
import { type Difference, differing, recordAct, writeAudit } from './audit.ts';
import { requestPull, type PullRequest } from './pulls.ts';
import { missing } from './refused.ts';
import { refuseUnwritable, refuseWiderMode } from './source-mode.ts';
import { changedSecrets, digestForAudit, sealSecrets, secretDigests, secretsForAudit, secretWords } from './secrets.ts';
import { scheduleSource, unscheduleSource } from './source-schedule.ts';
import { cardOf, checkSettings, refuseNewAddressWithOldSecrets } from './source-settings.ts';

export type SourceInput = z.output<typeof sourceInput>;
export type SourcePatch = z.output<typeof sourcePatch>;

export interface SourceWriter {
  db: Queryable;
  masterKey: Buffer;
}

export async function createSource({ db, masterKey }: SourceWriter, input: SourceInput): Promise<string> {
  const card = cardOf(input.system);
  refuseUnwritable(card, input.mode);
  const { plain, secrets } = checkSettings(card, input.settings, []);
  const id = uuidv7();
  const interval = input.intervalSeconds ?? card.interval;
  await db.query(
    `INSERT INTO sources (id, name, system, health, mode, enabled, interval_seconds, settings, next_pull_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $6 THEN now() END)`,
    [
      id,
      input.name,
      card.name,
      input.enabled ? 'new' : 'paused',
      input.mode,
      input.enabled,
      interval,
      JSON.stringify(plain),
    ],
  );
  await sealSecrets(db, masterKey, id, secrets);
  if (input.enabled) await scheduleSource(db, card, id, interval);
  const settings = { ...plain, ...secretsForAudit(masterKey, secrets) };
  await recordAct(
    db,
    'sources',
    'create',
    { id, name: input.name },
    { after: { ...input, intervalSeconds: interval, settings } },
  );
  return id;
}

interface SourceRow {
  name: string;
  system: string;
  mode: SourceInput['mode'];
  enabled: boolean;
  intervalSeconds: number;
  settings: Record<string, unknown>;
}

async function lockSource(db: Queryable, id: string): Promise<SourceRow> {
  const { rows } = await db.query<SourceRow>(
    `SELECT name, system, mode, enabled, interval_seconds AS "intervalSeconds", settings FROM sources WHERE id = $1 AND removed_at IS NULL FOR UPDATE`,
    [id],
  );
  if (!rows[0]) throw missing('There is no such source');
  return rows[0];
}

/**
 * Settings are given whole, apart from secrets: those left out stay. Returns what differed, with words in place of secrets.
 * `dryRun` only tells. @throws Refused naming the field
 */
export async function changeSource(
  { db, masterKey }: SourceWriter,
  id: string,
  patch: SourcePatch,
  { dryRun = false } = {},
): Promise<Difference> {
  const row = await lockSource(db, id);
  const { settings: given, ...rest } = patch;
  refuseWiderMode(row.name, row.mode, patch.mode ?? row.mode);
  const kept = await secretDigests(db, id);
  const before: Record<string, unknown> = { ...row, settings: { ...row.settings, ...secretWords(kept) } };
  const after: Record<string, unknown> = { ...row, ...defined(rest), settings: before.settings };
  let secrets: Record<string, string> = {};
  let plain = row.settings;
  if (given) {
    const card = cardOf(row.system);
    const checked = checkSettings(card, given, Object.keys(kept));
    refuseNewAddressWithOldSecrets(card, row.settings, checked, Object.keys(kept));
    plain = checked.plain;
    secrets = changedSecrets(masterKey, kept, checked.secrets);
    after.settings = { ...plain, ...secretWords(kept, secrets) };
  }
  const change = differing(flat(before), flat(after, before));
  if (!change.names.length || dryRun) return change;

  await db.query(
    `UPDATE sources SET name = $2, mode = $3, enabled = $4, interval_seconds = $5, settings = $6, changed_at = now(),
            health = CASE WHEN NOT $4 THEN 'paused' WHEN health = 'paused' THEN CASE WHEN last_complete_at IS NULL THEN 'new' ELSE 'stale' END ELSE health END,
            next_pull_at = CASE WHEN $4 THEN coalesce(next_pull_at, now()) END
      WHERE id = $1`,
    [id, after.name, after.mode, after.enabled, after.intervalSeconds, JSON.stringify(plain)],
  );
  await sealSecrets(db, masterKey, id, secrets);
  if (after.enabled) await scheduleSource(db, cardOf(row.system), id, after.intervalSeconds as number);
  else await unscheduleSource(db, id);
  // Settings are changed to see whether they work: the answer should not wait for the interval.
  if (after.enabled && given) await requestPull(db, id);
  await recordAct(
    db,
    'sources',
    'change',
    { id, name: String(after.name) },
    withDigests(change, kept, secretsForAudit(masterKey, secrets)),
  );
  return change;
}

/** The audit has digests where a difference has words. */
function withDigests({ before, after }: Difference, kept: Record<string, string>, changed: Record<string, string>) {
  const names = Object.keys(changed);
  const was = names.map((name) => [`settings.${name}`, kept[name] === undefined ? null : digestForAudit(kept[name])]);
  const is = names.map((name) => [`settings.${name}`, changed[name]]);
  return { before: { ...before, ...Object.fromEntries(was) }, after: { ...after, ...Object.fromEntries(is) } };
}

const defined = (patch: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

/** Settings one by one, so that a change names the setting; those that are no longer there are null. */
function flat(source: Record<string, unknown>, before?: Record<string, unknown>): Record<string, unknown> {
  const { settings, ...rest } = source;
  const gone = Object.keys((before?.settings as object | undefined) ?? {}).map((name) => [`settings.${name}`, null]);
  const now = Object.entries(settings as object).map(([name, value]) => [`settings.${name}`, value as unknown]);
  return { ...rest, ...Object.fromEntries(gone), ...Object.fromEntries(now) };
}

/** Its objects and secrets go when a worker has taken notice; until then nothing of it can be pulled any more. */
export async function removeSource({ db }: Pick<SourceWriter, 'db'>, id: string): Promise<void> {
  const row = await lockSource(db, id);
  await db.query(
    `UPDATE sources SET removed_at = now(), enabled = false, health = 'paused', next_pull_at = NULL, changed_at = now() WHERE id = $1`,
    [id],
  );
  await unscheduleSource(db, id);
  await requestWork(db, { task: 'remove-source', subjectId: id });
  await recordAct(db, 'sources', 'remove', { id, name: row.name }, { before: { ...row } });
}

/** "Sync now". */
export async function syncSource({ db }: Pick<SourceWriter, 'db'>, id: string): Promise<PullRequest> {
  const row = await lockSource(db, id);
  const request = await requestPull(db, id);
  await writeAudit(db, { action: 'sources.sync', objectKind: 'sources', objectId: id, objectName: row.name });
  return request!;
}

/** "Test connection": returns the work whose result is the answer. */
export async function requestCheck({ db }: Pick<SourceWriter, 'db'>, id: string): Promise<string> {
  const row = await lockSource(db, id);
  const { id: workId } = await requestWork(db, { task: 'check', subjectId: id });
  await writeAudit(db, { action: 'sources.check', objectKind: 'sources', objectId: id, objectName: row.name });
  return workId;
}

export interface CheckAnswer {
  done: boolean;
  result: CheckResult | null;
  error: string | null;
}

/** undefined: the work is gone, with its source. */
export async function checkAnswer(db: Queryable, workId: string): Promise<CheckAnswer | undefined> {
  const { rows } = await db.query<CheckAnswer>(
    'SELECT done_at IS NOT NULL AS done, result, last_error AS error FROM due_work WHERE id = $1',
    [workId],
  );
  return rows[0];
}
