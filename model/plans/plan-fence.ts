import type { DatabaseRoles } from '../access/roles.ts';
import type { TripStatement } from '../one-trip.ts';

/** What PostgreSQL says to a writer of a plan that has another one by now. */
export const FENCE_LOST = 'SY001';

/** First in all that is recorded of a plan that is being applied: its row is kept until the end of the transaction, and listeners are told then. */
export const planFenceSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION hold_plan(of_plan uuid, by_fence bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE plans SET changed_at = now() WHERE id = of_plan AND fence = by_fence;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another worker has taken this plan over' USING ERRCODE = '${FENCE_LOST}';
  END IF;
  PERFORM pg_notify('changes', 'panel:plans:' || of_plan);
END $$;
REVOKE ALL ON FUNCTION hold_plan(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_plan(uuid, bigint) TO ${roles.worker};`;

export const holdPlan = (planId: string, fence: number): Required<Pick<TripStatement, 'text' | 'values'>> => ({
  text: 'SELECT hold_plan($1, $2)',
  values: [planId, fence],
});
