ALTER TABLE sync_runs ADD COLUMN request_id text;
-- Those that a request asked for: few beside those of the schedule.
CREATE INDEX sync_runs_request ON sync_runs (request_id) WHERE request_id IS NOT NULL;
