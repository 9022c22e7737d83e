import type { StepData, StepOf } from '../../contract/plans/steps.ts';
import type { Verdict } from '../../contract/plans/verdict.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { decideHeldChange } from '../../model/panel/held-changes.ts';
import { tellChange } from '../../model/panel/tell.ts';
import type { AddressPolicy } from '../../runtime/http/address-policy.ts';
import { type ReadyStep, StepFailure } from '../engine/step-type.ts';
import { type Probed, probeAll } from './probe-address.ts';

export interface PanelTools {
  pool: Pool;
  policy: AddressPolicy;
  /** In whose name. */
  actor: string;
}

const verdict = (is: Verdict['is'], foreign: string[] = []): Verdict => ({ is, foreign });
const own = (data: StepData, target: string) => ({ data, target, deadlineSeconds: 10, readable: true });

function setMode(data: StepOf<'source.set-mode'>, { pool }: PanelTools): ReadyStep {
  const id = data.target.sourceId;
  return {
    ...own(data, `source ${id}`),
    async read() {
      const { rows } = await pool.query<{ mode: string }>(
        'SELECT mode FROM sources WHERE id = $1 AND removed_at IS NULL',
        [id],
      );
      if (!rows[0]) throw new StepFailure('refused', 'the source was removed');
      return rows[0].mode;
    },
    async write() {
      await inTransaction(pool, async (client) => {
        await client.query('UPDATE sources SET mode = $2, changed_at = now() WHERE id = $1 AND removed_at IS NULL', [
          id,
          data.after,
        ]);
        await tellChange(client, 'sources', id);
      });
      return `its mode is ${data.after}`;
    },
    classify: (mode) =>
      mode === data.after
        ? verdict('after')
        : mode === data.before
          ? verdict('before')
          : verdict('other', [`its mode is ${String(mode)}`]),
  };
}

function releaseHeld(data: StepOf<'source.release-held'>, { pool, actor }: PanelTools): ReadyStep {
  const id = data.heldChangeId;
  return {
    ...own(data, `held change ${id}`),
    async read() {
      const { rows } = await pool.query<{ state: string }>('SELECT state FROM held_changes WHERE id = $1', [id]);
      if (!rows[0]) throw new StepFailure('refused', 'the held change is gone');
      return rows[0].state;
    },
    async write() {
      await inTransaction(pool, (client) => decideHeldChange(client, id, 'release', { name: actor }));
      return `${data.count} rows go`;
    },
    classify: (state) =>
      state === 'released'
        ? verdict('after')
        : state === 'open'
          ? verdict('before')
          : verdict('other', [`it is ${String(state)} already`]),
  };
}

function adopt(data: StepOf<'object.adopt'>, { pool, actor }: PanelTools): ReadyStep {
  const ids = data.objects.map(({ id }) => id);
  const kinds = data.objects.map(({ kind }) => kind);
  return {
    ...own(data, `adoptions ${data.target.sourceId}`),
    async read() {
      const { rows } = await pool.query<{ id: string }>('SELECT id FROM adoptions WHERE id = ANY ($1::uuid[])', [ids]);
      const adopted = new Set(rows.map(({ id }) => id));
      return ids.map((id) => adopted.has(id));
    },
    async write() {
      await pool.query(
        data.adopt
          ? `INSERT INTO adoptions (kind, id, adopted_by) SELECT kind, id, $3 FROM unnest($1::text[], $2::uuid[]) AS o (kind, id) ON CONFLICT DO NOTHING`
          : `DELETE FROM adoptions a USING unnest($1::text[], $2::uuid[]) AS o (kind, id) WHERE a.kind = o.kind AND a.id = o.id AND $3 <> ''`,
        [kinds, ids, actor],
      );
      return data.adopt ? `${ids.length} adopted` : `${ids.length} let go`;
    },
    classify(image) {
      const so = (image as boolean[]).filter((adopted) => adopted === data.adopt).length;
      return verdict(so === ids.length ? 'after' : so === 0 ? 'before' : 'mixed');
    },
  };
}

/** Only looks: what it reads is all that it does. */
function probe(data: StepOf<'net.probe'>, { policy }: PanelTools): ReadyStep {
  return {
    ...own(data, `probe ${data.target.name}`),
    read: (signal) => probeAll(data.addresses, data.probe, policy, signal),
    write: () => Promise.reject(new Error('a probe writes nothing')),
    classify(found) {
      const bad = (found as Probed[]).filter(({ trouble }) => trouble !== null);
      return bad.length === 0
        ? verdict('after')
        : verdict(
            'other',
            bad.map(({ address, trouble }) => `${address}: ${trouble}`),
          );
    },
    verify: (found) =>
      Promise.resolve(
        (found as Probed[]).map(({ address, milliseconds }) => `${address} answers in ${milliseconds} ms`),
      ),
  };
}

/** The steps that need no outside system's credentials. undefined: the step is a system's. */
export function panelStep(data: StepData, tools: PanelTools): ReadyStep | undefined {
  switch (data.type) {
    case 'source.set-mode':
      return setMode(data, tools);
    case 'source.release-held':
      return releaseHeld(data, tools);
    case 'object.adopt':
      return adopt(data, tools);
    case 'net.probe':
      return probe(data, tools);
    default:
      return undefined;
  }
}
