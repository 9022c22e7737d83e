ALTER TABLE audit ADD COLUMN plan_id uuid;
ALTER TABLE audit ADD COLUMN number bigint;
ALTER TABLE audit ADD COLUMN hash text;
-- No number twice, whatever else fails: two chains that begin in one place cannot be.
CREATE UNIQUE INDEX audit_chain ON audit (number) WHERE number IS NOT NULL;
CREATE INDEX audit_plan ON audit (plan_id, at) WHERE plan_id IS NOT NULL;
CREATE INDEX audit_request ON audit (request_id);

-- Heads of the chain, signed by a worker now and then with a key that is not in the database.
CREATE TABLE audit_heads (
  number bigint PRIMARY KEY,
  hash text NOT NULL,
  at timestamptz NOT NULL,
  signature text NOT NULL
);

-- What the hash of an entry is made of: one line of JSON in which empty fields are left out, so that a later field changes no line that is there.
-- model/audit/line.ts writes the same without asking the database.
CREATE FUNCTION audit_line(entry audit, place bigint, previous text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT '{' || concat_ws(',',
    '"number":' || place,
    '"previous":"' || previous || '"',
    '"id":"' || entry.id || '"',
    '"at":"' || to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"',
    '"actor":' || to_json(entry.actor)::text,
    '"actorId":"' || entry.actor_id || '"',
    '"action":' || to_json(entry.action)::text,
    '"objectKind":' || to_json(entry.object_kind)::text,
    '"objectId":"' || entry.object_id || '"',
    '"objectName":' || to_json(entry.object_name)::text,
    '"address":' || to_json(entry.address)::text,
    '"requestId":' || to_json(entry.request_id)::text,
    '"planId":"' || entry.plan_id || '"',
    '"before":' || entry.before::text,
    '"after":' || entry.after::text,
    '"createdAt":"' || to_char(entry.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"',
    '"changedAt":"' || to_char(entry.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"'
  ) || '}'
$$;

-- A session keeps its plans: one that was made while there were few entries would read and sort all of them when there are many. So only the index will do.
CREATE FUNCTION chain_audit_entry(entry audit) RETURNS void LANGUAGE plpgsql SET enable_sort = off SET enable_seqscan = off AS $$
DECLARE
  place bigint;
  previous text;
BEGIN
  SELECT number, hash INTO place, previous FROM audit WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
  place := coalesce(place, 0) + 1;
  UPDATE audit
     SET number = place,
         hash = encode(sha256(convert_to(audit_line(entry, place, coalesce(previous, repeat('0', 64))), 'UTF8')), 'hex')
   WHERE id = entry.id;
END $$;

DO $$
DECLARE
  entry audit;
BEGIN
  FOR entry IN SELECT * FROM audit ORDER BY at, id LOOP
    PERFORM chain_audit_entry(entry);
  END LOOP;
END $$;

-- The lock is taken at COMMIT, as the last thing that a transaction does: whoever writes an entry and then works on keeps nobody waiting. It is given
-- back once the entry is visible; in READ COMMITTED the statement after it then sees the newest head. Whoever had an older one (REPEATABLE READ) is
-- refused by the index. No statement_timeout ends a COMMIT (PostgreSQL puts it off before the deferred triggers run), so the wait has an end of its own:
-- what cannot be chained is not done. With the rights of the owner: nobody else may write number and hash.
CREATE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('switchyard audit chain'));
  PERFORM chain_audit_entry(NEW);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION audit_line(audit, bigint, text), chain_audit_entry(audit), chain_audit() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION chain_audit();
