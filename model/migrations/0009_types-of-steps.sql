-- Asked at every step of all steps of a plan, which may have thousands of changes each; and who has written a moment ago.
ALTER TABLE plan_steps ADD COLUMN type text NOT NULL GENERATED ALWAYS AS (step ->> 'type') STORED;
CREATE INDEX plan_steps_finished ON plan_steps (finished_at) WHERE finished_at IS NOT NULL;
