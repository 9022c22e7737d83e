import { whyNot } from '../../contract/access/can.ts';
import type { Role } from '../../contract/access/roles.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { inTheWay, missing } from '../../model/panel/refused.ts';
import { findAction } from '../all.ts';
import { checkParams } from './action.ts';
import type { Draft } from './draft.ts';

/**
 * Plans in somebody's name at a later time: they see what they may see now, and may do what they may do now.
 * @throws Refused, also when they may not any more
 */
export async function planAs(
  pool: Pool,
  actorId: string | null,
  { action: name, params }: { action: string; params: Record<string, unknown> },
): Promise<Draft> {
  const action = findAction(name);
  if (!action) throw missing(`there is no action ${name}`);
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ role: Role; cluster_ids: string[] | null }>('SELECT * FROM enter_as($1)', [
      actorId,
    ]);
    const who = rows[0];
    if (!who) throw inTheWay('whoever planned it may not sign in any more');
    const reason = whyNot({ role: who.role, clusterIds: who.cluster_ids }, action.card.may);
    if (reason !== null) throw inTheWay(`whoever planned it may not any more: it ${reason}`);
    return action.plan({ db: client }, checkParams(action.card, params));
  });
}
