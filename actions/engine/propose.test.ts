import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../model/database.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Draft } from './draft.ts';
import { proposePlan } from './propose.ts';

let db: TestDatabase;
const [eu, us, staging] = [uuidv7(), uuidv7(), uuidv7()].toSorted();
beforeAll(async () => {
  db = await testDatabase();
  for (const [id, name, careful] of [
    [eu, 'eu', true],
    [us, 'us', false],
    [staging, 'staging', false],
  ])
    await db.worker.query(
      `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, $2, 'UTC', 'production', '[]', $3)`,
      [id, name, careful],
    );
});
afterAll(() => db.drop());

async function proposed(draft: Pick<Draft, 'clusterIds' | 'alsoIn'>) {
  const by = { id: uuidv7(), name: 'ana' };
  const id = await inTransaction(db.worker, (client) =>
    proposePlan(client, {
      action: 'test',
      params: {},
      reason: '',
      draft: { title: 'T', button: 'T', steps: [], objects: [], ...draft },
      by,
    }),
  );
  const { rows } = await db.worker.query<{ seenBy: string[]; approval: boolean }>(
    'SELECT cluster_ids AS "seenBy", needs_approval AS approval FROM plans WHERE id = $1',
    [id],
  );
  return rows[0];
}

describe('who sees a plan, and whether a second person has to say yes', () => {
  it('follows from the clusters of what it changes', async () => {
    expect(await proposed({ clusterIds: [us!, us!] })).toEqual({ seenBy: [us], approval: false });
    expect(await proposed({ clusterIds: [us!, eu!] })).toEqual({ seenBy: [eu, us], approval: true });
  });

  it('hides from readers of some clusters what names objects of others', async () => {
    expect(await proposed({ clusterIds: [us!], alsoIn: [staging!, us!] })).toEqual({
      seenBy: [us, staging],
      approval: false,
    });
    expect(await proposed({ clusterIds: [us!], alsoIn: [null] })).toEqual({ seenBy: [], approval: false });
  });

  it('asks nobody of a cluster that is named and stays as it is', async () => {
    expect(await proposed({ clusterIds: [us!], alsoIn: [eu!] })).toEqual({ seenBy: [eu, us], approval: false });
  });

  it('asks for approval whatever else is changed, objects in no cluster too', async () => {
    expect(await proposed({ clusterIds: [null, eu!] })).toEqual({ seenBy: [], approval: true });
  });
});
