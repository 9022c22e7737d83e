import { expect } from 'vitest';
import type { KindName } from '../../contract/kinds/all.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { inTransaction } from '../../model/database.ts';
import { recomputeFindings, sweepFindings } from '../../model/findings/refresh.ts';
import { linkDifference } from '../../model/links/refresh.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { scriptedModel } from '../../sync/engine/scripted-model.ts';
import { account, end, page } from '../../sync/engine/scripted-system.ts';
import type { Pulled, Row } from '../../sync/systems/system.ts';
import { reassign } from '../../workers/tasks/reassign.ts';

export type Estate = { [N in KindName]?: Row<N>[] };

/** A model of its own for the tests of a file, empty before each of them, with one source that says what a test wants. */
export function scriptedWorld() {
  const model = scriptedModel();

  const wait = (interval: string) =>
    model.db.worker.query(`UPDATE findings SET since = least(since, now() - $1::interval) WHERE state = 'pending'`, [
      interval,
    ]);
  /** As a worker notes it after a pull that saw everything. */
  const listedWhole = (ids: string[] | null = null) =>
    model.db.worker.query(
      'UPDATE sources SET last_complete_at = clock_timestamp() WHERE $1::uuid[] IS NULL OR id = ANY ($1)',
      [ids],
    );
  const sweep = () =>
    inTransaction(model.db.worker, async (client) => {
      await openWorkspace(client);
      await sweepFindings(client, uuidv7());
    });
  /** As if what waits had waited long enough; the ten minutes of a stale set are a test of their own. */
  const settle = async () => {
    await wait('5 minutes');
    await listedWhole();
    await sweep();
  };
  const told = async (state = 'open') => {
    const { rows } = await model.db.worker.query<{ rule: string; subject_name: string }>(
      'SELECT rule, subject_name FROM findings WHERE state = $1 ORDER BY rule, subject_name',
      [state],
    );
    return rows.map((one) => `${one.rule} ${one.subject_name}`);
  };

  return {
    get db() {
      return model.db;
    },
    get source() {
      return model.source;
    },
    wait,
    listedWhole,
    sweep,
    settle,
    told,
    /** Each kind is a scope of its own, listed whole. */
    pull(estate: Estate) {
      const items: Pulled[] = [account()];
      for (const [kind, rows] of Object.entries(estate))
        items.push(page(kind as KindName, 'all', rows as Row[]), end(kind as KindName, 'all'));
      return model.pull(items);
    },
    async links() {
      const { rows } = await model.db.worker.query<{ rule: string; key: string }>(
        'SELECT rule, key FROM links ORDER BY rule, key',
      );
      return rows.map(({ rule, key }) => `${rule} ${key}`);
    },
    async findings(state = 'open') {
      await settle();
      return told(state);
    },
    async cluster(name: string, rules: unknown[]) {
      await model.db.worker.query(
        `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, $2, 'UTC', 'production', $3, false)`,
        [uuidv7(), name, JSON.stringify(rules)],
      );
      await reassign.run({} as never, { pool: model.db.worker } as never);
    },
    async clusterOf(kind: KindName, key: string): Promise<string | undefined> {
      const { rows } = await model.db.worker.query<{ name: string }>(
        `SELECT c.name FROM ${kind} o LEFT JOIN clusters c ON c.id = o.cluster_id WHERE o.key = $1`,
        [key],
      );
      return rows[0]?.name;
    },
    /** Whatever was refreshed by touched ends is what a full computation gives. */
    async proveNothingWasMissed() {
      await inTransaction(model.db.worker, async (client) => {
        await openWorkspace(client);
        expect(await linkDifference(client)).toBe(0);
        expect(await recomputeFindings(client, uuidv7())).toBe(0);
      });
    },
  };
}
