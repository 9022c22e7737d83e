ALTER TABLE clusters ADD COLUMN needs_approval boolean NOT NULL DEFAULT false;
ALTER TABLE clusters ALTER COLUMN "needs_approval" DROP DEFAULT;
CREATE TABLE plans (
  id uuid NOT NULL,
  number integer NOT NULL,
  title text NOT NULL,
  action text NOT NULL,
  state text NOT NULL,
  params jsonb NOT NULL,
  reason text NOT NULL,
  cluster_ids uuid[] NOT NULL,
  actor text NOT NULL,
  actor_id uuid,
  request_id text,
  button text NOT NULL,
  step_count integer NOT NULL,
  change_count integer NOT NULL,
  written_count integer NOT NULL,
  undoable_count integer NOT NULL,
  candidates jsonb NOT NULL,
  checks jsonb NOT NULL,
  warnings jsonb NOT NULL,
  offers jsonb NOT NULL,
  objects jsonb NOT NULL,
  irreversible text[] NOT NULL,
  needs_approval boolean NOT NULL,
  approved_by text,
  approved_at timestamptz,
  scheduled_for timestamptz,
  on_failure text NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  undoes uuid,
  undone_by uuid,
  error text,
  fence bigint NOT NULL DEFAULT 0,
  lease_by text,
  lease_until timestamptz,
  wanted text,
  digest text NOT NULL,
  probes jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX plans_number ON plans USING btree (number, id);
CREATE INDEX plans_scheduled_for ON plans USING btree (scheduled_for, id);
CREATE INDEX plans_finished_at ON plans USING btree (finished_at, id);
CREATE SEQUENCE plan_numbers AS integer;

-- What a plan writes, in order. `found` is exactly what was there before the write left, `left_behind` what was there after: the journal that undo is made of.
CREATE TABLE plan_steps (
  plan_id uuid NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
  n integer NOT NULL,
  step jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  attempt integer NOT NULL DEFAULT 0,
  fence bigint,
  deadline timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  found jsonb,
  left_behind jsonb,
  answer text,
  error text,
  verified text[] NOT NULL DEFAULT '{}',
  "foreign" text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (plan_id, n)
);

-- Who writes to what cannot take two writers: a zone at Cloudflare, a PowerDNS server. A dead writer keeps it until its last request has timed out.
CREATE TABLE plan_targets (
  target text PRIMARY KEY,
  plan_id uuid NOT NULL,
  fence bigint NOT NULL,
  lease_until timestamptz NOT NULL
);

-- Objects that a source in mode write-adopted may write.
CREATE TABLE adoptions (
  kind text NOT NULL,
  id uuid NOT NULL,
  adopted_by text NOT NULL,
  adopted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, id)
);
