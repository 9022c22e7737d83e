import { syncedKinds } from '../../contract/kinds/all.ts';
import type { DatabaseRoles } from '../access/roles.ts';

export const historyTables = [...syncedKinds.map((kind) => `${kind.name}_history`), 'links_history'];

/**
 * Monthly partitions by `valid_to`: past versions leave by dropping a table. Workers are not the owner, so the owner lends two functions.
 * Rows that came while a month had no partition lie in `_rest` and are moved.
 */
export const partitionsSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION make_history_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  twin text;
  month timestamptz;
  part text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('history partitions'));
  FOREACH twin IN ARRAY ARRAY['${historyTables.join("', '")}'] LOOP
    FOR ahead IN 0..months_ahead LOOP
      month := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => ahead);
      part := twin || to_char(month AT TIME ZONE 'UTC', '"_y"YYYY"m"MM');
      CONTINUE WHEN to_regclass(part) IS NOT NULL;
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', part, twin);
      EXECUTE format('WITH late AS (DELETE FROM %I WHERE valid_to >= %L AND valid_to < %L RETURNING *) INSERT INTO %I SELECT * FROM late',
                     twin || '_rest', month, month + interval '1 month', part);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', twin, part, month, month + interval '1 month');
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;

CREATE OR REPLACE FUNCTION drop_history_before(instant timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     WHERE p.relname = ANY (ARRAY['${historyTables.join("', '")}']) AND c.relname ~ '_y[0-9]{4}m[0-9]{2}$'
       AND to_timestamp(right(c.relname, 7), 'YYYY"m"MM') + interval '1 month' <= instant
  LOOP
    EXECUTE format('DROP TABLE %I', part.relname);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION make_history_partitions(integer), drop_history_before(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_history_partitions(integer), drop_history_before(timestamptz) TO ${roles.worker};
SELECT make_history_partitions(2);
`;
