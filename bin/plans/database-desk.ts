import { hostname } from 'node:os';
import { findAction } from '../../actions/all.ts';
import { checkParams } from '../../actions/engine/action.ts';
import { approvePlan, cancelPlan, pausePlan, schedulePlan, startPlan, undoPlan } from '../../actions/engine/acts.ts';
import { proposePlan } from '../../actions/engine/propose.ts';
import { TIMING } from '../../actions/engine/timing.ts';
import { findKind } from '../../contract/kinds/all.ts';
import { columnOf } from '../../contract/kinds/kind.ts';
import { plans } from '../../contract/kinds/plans.ts';
import { type Client, inTransaction, openPool } from '../../model/database.ts';
import { Refused } from '../../model/panel/refused.ts';
import { newRequestId, runInContext } from '../../runtime/context.ts';
import { addressPolicy } from '../../runtime/http/address-policy.ts';
import { createOutgoing } from '../../runtime/http/guarded-request.ts';
import { readSteps } from '../../server/plans/steps.ts';
import type { Worker } from '../../workers/work-on.ts';
import type { Desk, Found } from './desk.ts';
import { isId, planView } from './desk.ts';
import { EXIT, PlanTrouble } from './exit-code.ts';
import { standIn } from './stand-in.ts';

export interface DatabaseDesk {
  workerUrl: string;
  masterKey: Buffer;
  allowNetworks: string[];
  /** In whose name. */
  by: { id: string; name: string };
}

/** Before the name of the machine's user. */
export const MACHINE_OPERATOR = 'break-glass:';

const PLAN = `SELECT id, created_at AS "createdAt", changed_at AS "changedAt", ${Object.keys(plans.fields)
  .map((field) => `${columnOf(field)} AS "${field}"`)
  .join(', ')} FROM plans`;

/** Plans on the database itself, for who sees and may do everything. What no worker takes up is done in this process. */
export function databaseDesk({ workerUrl, masterKey, allowNetworks, by }: DatabaseDesk): Desk {
  const pool = openPool(workerUrl, 8, 'switchyard break-glass');
  const policy = addressPolicy({ allow: allowNetworks });
  const stopping = new AbortController();
  const worker: Worker = {
    name: `${hostname()}:${process.pid}`,
    tools: { pool, masterKey, policy, timing: TIMING, outgoing: createOutgoing({ policy, userAgent: 'switchyard' }) },
    signal: stopping.signal,
    held: new Map(),
  };
  const hands = standIn(worker);

  /** One transaction in the operator's name; what is refused ends the command. */
  const inName = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
    runInContext({ requestId: newRequestId(), principal: by }, () => inTransaction(pool, work)).catch(
      (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        throw new PlanTrouble(error.status === 409 ? EXIT.refused : EXIT.wrong, error.message);
      },
    );
  const read = async (where: string, values: unknown[]) =>
    (await pool.query(`${PLAN} ${where}`, values)).rows.map((row) => planView.parse(row));
  const byId = async (id: string) => {
    const [plan] = await read('WHERE id = $1', [id]);
    if (!plan) throw new PlanTrouble(EXIT.wrong, `There is no plan ${id}`);
    return plan;
  };

  const act = async (planId: string, work: (client: Client) => Promise<void>) => {
    await inName(work);
    return byId(planId);
  };

  return {
    async find(kind, name) {
      const synced = findKind(kind)!.origin === 'synced';
      const set = kind === 'record_sets';
      const { rows } = await pool.query<Found>(
        `SELECT id, name, ${set ? 'type' : 'NULL'} AS type, ${synced ? 'gone_at IS NOT NULL' : 'false'} AS gone,
                concat_ws(', ', ${set ? `type, 'in ' || zone, ` : ''}${synced ? `CASE WHEN gone_at IS NOT NULL THEN 'gone' END` : 'NULL'}) AS detail
           FROM ${kind} WHERE name = $1 ${synced ? 'OR key = $1' : ''} ORDER BY id`,
        [name],
      );
      return rows;
    },
    async propose({ action: name, params, reason }) {
      const id = await inName(async (client) => {
        const action = findAction(name)!;
        const checked = checkParams(action.card, params);
        const draft = await action.plan({ db: client }, checked);
        return proposePlan(client, { action: name, params: checked, reason, draft, by });
      });
      return byId(id);
    },
    async plan(which) {
      if (isId(which)) return byId(which);
      if (!/^\d{1,9}$/.test(which)) throw new PlanTrouble(EXIT.wrong, `${which} is neither a plan's number nor its id`);
      const [plan] = await read('WHERE number = $1', [Number(which)]);
      if (!plan) throw new PlanTrouble(EXIT.wrong, `There is no plan ${which}`);
      return plan;
    },
    plans: (most) => read('ORDER BY number DESC LIMIT $1', [most]),
    steps: async (planId) => (await readSteps(pool, planId, 0, 10_000)).items,
    apply: (planId, how) => act(planId, (client) => startPlan(client, planId, by, how)),
    undo: async (planId) => byId(await inName((client) => undoPlan(client, planId, by))),
    cancel: (planId) => act(planId, (client) => cancelPlan(client, planId, by)),
    async approve(planId, reason) {
      if (reason === undefined)
        throw new PlanTrouble(
          EXIT.wrong,
          'nobody proves here that this is a second person: --reason says why it is done',
        );
      return act(planId, (client) => approvePlan(client, planId, by, { unproved: reason }));
    },
    async schedule(planId, at) {
      const { number, actor } = await byId(planId);
      // `enter_as` knows users and tokens.
      if (actor.startsWith(MACHINE_OPERATOR))
        throw new PlanTrouble(
          EXIT.refused,
          `Plan ${number}: at its time it is planned again with the rights of who has planned it, and ${actor} is no user of the panel`,
        );
      return act(planId, (client) => schedulePlan(client, planId, at, by));
    },
    pause: (planId) => act(planId, (client) => pausePlan(client, planId, by)),
    waiting: async () => null,
    lendAHand: hands.lend,
    async close() {
      stopping.abort(new Error('the command has ended'));
      await hands.settled();
      await pool.end();
    },
  };
}
