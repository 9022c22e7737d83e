-- What is asked for by a plan that is carried out, and the runs that come of it.
ALTER TABLE due_work ADD COLUMN plan_id uuid;
ALTER TABLE sync_runs ADD COLUMN plan_id uuid;
CREATE INDEX sync_runs_plan ON sync_runs (plan_id) WHERE plan_id IS NOT NULL;
